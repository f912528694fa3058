package io.tallystick.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: without a Java that the engines run on, the command says so in one sentence and has touched
 * nothing. Method: the real command in a process of its own, which is told of a Java that is not
 * there.
 */
final class ClusterCommandTest {

  @Test
  void withoutJava17NothingIsStarted(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--dir",
            data.toString())
        .redirectErrorStream(true);
    builder.environment().put("TALLYSTICK_JAVA17_HOME", "/nowhere");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .isEqualTo(
            "tallystick: TALLYSTICK_JAVA17_HOME: /nowhere (expected: the folder of a Java 17,"
                + " with bin/java in it, because Cassandra 5 runs on no newer Java)\n");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(data).doesNotExist();
  }
}
