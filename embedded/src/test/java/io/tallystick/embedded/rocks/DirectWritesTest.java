package io.tallystick.embedded.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: asking whether a file system takes direct writes never fails, and leaves nothing behind. */
class DirectWritesTest {

  @TempDir
  Path folder;

  @Test
  void leavesNothingBehind() throws IOException {
    assertThat(DirectWrites.work(folder)).isEqualTo(DirectWrites.work(folder));
    assertThat(names()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereCannot() {
    assertThat(DirectWrites.work(folder.resolve("missing"))).isFalse();
  }

  @Test
  void whatADeadProcessLeftIsWrittenOver() throws IOException {
    boolean before = DirectWrites.work(folder);
    Files.writeString(folder.resolve("direct-writes.tmp"), "left");
    assertThat(DirectWrites.work(folder)).isEqualTo(before);
    assertThat(names()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
