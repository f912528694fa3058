package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a command that needs no server and no store does not load them. Method: asks a fresh Java VM
 * which classes it loads.
 */
class StartTest {

  private static final List<String> HEAVY = List.of("com.linecorp.", "io.netty.", "org.rocksdb.");

  @Test
  void aSmallCommandLoadsNothingHeavy() throws Exception {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-cp",
            System.getProperty("java.class.path"),
            "io.tallystick.app.Main",
            "status",
            "--url",
            "http://127.0.0.1:1")
        .redirectErrorStream(true)
        .start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(log).isEqualTo(3);
    assertThat(log.lines().filter(line -> line.contains("io.tallystick.cli."))).isNotEmpty();
    assertThat(log.lines().filter(line -> HEAVY.stream().anyMatch(line::contains)))
        .isEmpty();
  }
}
