package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nodes that are killed again and again do not fill the temporary folder. Method: files as the
 * libraries name them, of several ages, in a folder of its own.
 */
final class UnpackedLibrariesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir
  private Path folder;

  @Test
  void removesWhatKilledNodesHaveLeft() throws IOException {
    Path rocks = file("librocksdbjni9937941394457588628.so", Duration.ofHours(1));
    Path duck = file("libduckdb_java16481335462445137993.so", Duration.ofHours(1));
    Path zstd = file("libzstd-jni-1.5.7-2811111111111111.so", Duration.ofHours(1));
    assertThat(UnpackedLibraries.removeLeftovers(folder, NOW)).isEqualTo(3);
    assertThat(rocks).doesNotExist();
    assertThat(duck).doesNotExist();
    assertThat(zstd).doesNotExist();
  }

  @Test
  void leavesWhatIsYoungOrNotOurs() throws IOException {
    Path young = file("librocksdbjni9937941394457588628.so", Duration.ofMinutes(5));
    Path installed = file("librocksdbjni.so", Duration.ofHours(1));
    Path foreign = file("libother1111111111111111.so", Duration.ofHours(1));
    assertThat(UnpackedLibraries.removeLeftovers(folder, NOW)).isZero();
    assertThat(young).exists();
    assertThat(installed).exists();
    assertThat(foreign).exists();
    assertThat(UnpackedLibraries.removeLeftovers(folder.resolve("missing"), NOW))
        .isZero();
  }

  private Path file(String name, Duration age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "library");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }
}
