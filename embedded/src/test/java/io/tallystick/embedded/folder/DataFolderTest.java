package io.tallystick.embedded.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a creation that was interrupted at any point is finished by the next start. */
class DataFolderTest {

  private static final long WAL_BYTES = 1 << 20;

  @TempDir
  Path parent;

  private DataFolder open() {
    return DataFolder.open(parent.resolve("data"), () -> 0);
  }

  private static void openPart(DataFolder folder, Path part) {
    try (RocksInstance instance = folder.open(part, WAL_BYTES, Map.of())) {
      assertThat(instance.db().getName()).isEqualTo(part.toString());
    }
  }

  @Test
  void anInterruptedCreationIsFinished() {
    String id;
    try (DataFolder afterTheMarker = open()) {
      id = afterTheMarker.id();
    }
    try (DataFolder afterTheLog = open()) {
      openPart(afterTheLog, afterTheLog.log());
    }
    try (DataFolder afterBoth = open()) {
      openPart(afterBoth, afterBoth.log());
      openPart(afterBoth, afterBoth.rollups());
      afterBoth.complete();
    }
    try (DataFolder complete = open()) {
      openPart(complete, complete.log());
      openPart(complete, complete.rollups());
      assertThat(complete.id()).isEqualTo(id);
    }
  }

  @Test
  void aCompleteFolderCreatesNothing() throws IOException {
    try (DataFolder folder = open()) {
      openPart(folder, folder.rollups());
      folder.complete();
    }
    try (DataFolder folder = open()) {
      assertThatThrownBy(() -> openPart(folder, folder.log())).isInstanceOf(StoreException.class);
      assertThat(Files.exists(folder.log().resolve("CURRENT"))).isFalse();
    }
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Files.writeString(parent.resolve("data"), "not a folder");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(parent.resolve("data").toString());
  }
}
