package io.tallystick.embedded.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a part that is gone, empty or of another folder is named, and never begun anew. */
class FolderIdentityTest {

  private static final int EVENTS = 1_000;

  @TempDir
  Path parent;

  private final CountedFolder counted = new CountedFolder();
  private Path folder = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void fill() {
    folder = parent.resolve("folder");
    other = parent.resolve("other");
    for (Path one : new Path[] {folder, other}) {
      try (EmbeddedEngine engine = counted.open(one)) {
        counted.send(engine.log(), 0, EVENTS);
      }
    }
  }

  private void refused(String part) throws IOException {
    String before = listing();
    assertThatThrownBy(() -> counted.open(folder).close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(part);
    assertThat(listing()).as("nothing was begun anew").isEqualTo(before);
  }

  private String listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*(sst|CURRENT|ids|json)$"))
          .sorted()
          .map(Path::toString)
          .reduce("", (all, file) -> all + "\n" + file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "rollups", "identities", "tallystick-data.json"})
  void aMissingPartIsNamed(String part) throws IOException {
    CountedFolder.delete(folder.resolve(part));
    refused(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "rollups", "identities"})
  void anEmptyPartIsNamed(String part) throws IOException {
    CountedFolder.delete(folder.resolve(part));
    Files.createDirectory(folder.resolve(part));
    refused(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "rollups", "identities"})
  void aPartOfAnotherFolderIsNamed(String part) throws IOException {
    CountedFolder.delete(folder.resolve(part));
    CountedFolder.copy(other.resolve(part), folder.resolve(part));
    refused(part);
  }

  @Test
  void theEndsOfAnotherFolderAreNamed() throws IOException {
    Files.delete(folder.resolve("acknowledged.ends"));
    Files.copy(other.resolve("acknowledged.ends"), folder.resolve("acknowledged.ends"));
    refused("acknowledged.ends");
  }

  @Test
  void theMarkerOfAnotherFolderIsNamed() throws IOException {
    Files.delete(folder.resolve("tallystick-data.json"));
    Files.copy(other.resolve("tallystick-data.json"), folder.resolve("tallystick-data.json"));
    refused("identities");
  }

  @Test
  void aSecondEngineIsRefusedAndTheFirstGoesOn() throws IOException {
    try (EmbeddedEngine first = counted.open(folder)) {
      assertThatThrownBy(() -> counted.open(folder).close())
          .isInstanceOf(StoreException.class)
          .hasMessage("data.directory: " + folder
              + " (expected: used by no other process; stop that one, or name another directory)");
      counted.send(first.log(), EVENTS, EVENTS + 500);
      CountedFolder.awaitCounted(first);
      counted.check(first, first.log(), EVENTS + 500);
    }
  }
}
