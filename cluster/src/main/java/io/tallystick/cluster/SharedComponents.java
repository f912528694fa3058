package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Components for all tests of a module: each is started when it is first asked for, once, and ends
 * with the process that runs the tests.
 *
 * <p>Tests that share them keep apart by names of their own (topics, keyspaces, jobs), and do not
 * kill or pause them: those that do start their own.
 */
public final class SharedComponents {

  private static @Nullable KafkaCluster kafka;
  private static @Nullable CassandraCluster cassandra;
  private static @Nullable FlinkSession flink;
  private static @Nullable S3Server s3;
  private static @Nullable Path folder;

  private SharedComponents() {}

  /** One Kafka broker. */
  public static synchronized KafkaCluster kafka() {
    if (kafka == null) {
      kafka = KafkaCluster.start(folder(), 1);
    }
    return kafka;
  }

  /** One Cassandra node. */
  public static synchronized CassandraCluster cassandra() {
    if (cassandra == null) {
      cassandra = CassandraCluster.start(folder(), 1);
    }
    return cassandra;
  }

  /** A JobManager and a TaskManager. */
  public static synchronized FlinkSession flink() {
    if (flink == null) {
      flink = FlinkSession.start(folder(), FlinkSettings.small().withSlots(4));
    }
    return flink;
  }

  /** A server that speaks S3; needs the module {@code components/s3}. */
  public static synchronized S3Server s3() {
    if (s3 == null) {
      s3 = S3Server.start(folder());
    }
    return s3;
  }

  /** Where they keep their data and logs: below the folder {@code target} of the module. */
  public static synchronized Path folder() {
    if (folder == null) {
      try {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        folder = Files.createTempDirectory(target, "components-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder;
  }
}
