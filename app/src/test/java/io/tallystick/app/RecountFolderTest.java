package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what a killed process has left of a recount is removed, and nothing else. */
final class RecountFolderTest {

  @TempDir
  Path data;

  @Test
  void removesWhatDeadProcessesHaveLeft() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = data.resolve("recount-" + ended.pid());
    Files.createDirectories(left.resolve("archive/arrival_day=2026-11-22"));
    Files.writeString(left.resolve("archive/arrival_day=2026-11-22/some.parquet"), "events");
    long pid = ProcessHandle.current().pid();
    Path own = Files.createDirectory(data.resolve("recount-" + pid));
    Path other = Files.createDirectory(data.resolve("recount-1x"));
    Path running = Files.createDirectory(
        data.resolve("recount-" + ProcessHandle.current().parent().orElseThrow().pid()));

    assertThat(RecountFolder.below(data)).isEqualTo(own);

    assertThat(left).doesNotExist();
    assertThat(own).exists();
    assertThat(other).exists();
    assertThat(running).exists();
    assertThat(RecountFolder.below(data.resolve("not-there"))).doesNotExist();
  }
}
