package io.tallystick.flink.archive;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.cluster.SharedComponents;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what the page about archives says of the plugin {@code flink-s3-fs-hadoop} and newer releases of
 * Java is true. Method: the real plugin, on the Java of this process.
 */
final class HadoopPluginTest {

  /** Without a security manager, Hadoop finds no user. */
  static boolean isForThisJava() {
    return Runtime.version().feature() < 24;
  }

  @AfterAll
  static void forgetThePlugin() {
    ArchiveStoreTest.forgetThePlugin();
  }

  @Test
  void worksUpToJava23() throws IOException {
    ArchiveStoreTest.load(ArchiveStoreTest.Where.S3_HADOOP);
    SharedComponents.s3().bucket("hadoop");
    ArchiveStore store = new ArchiveStore("s3://hadoop/events", "00112233445566778899aabbccddeeff");
    if (isForThisJava()) {
      assertThatCode(store::claim).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(store::claim).hasMessageContaining("getSubject is not supported");
    }
  }
}
