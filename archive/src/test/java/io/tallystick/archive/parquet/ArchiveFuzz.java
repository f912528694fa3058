package io.tallystick.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.archive.ArchiveMarkerLayout;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** Fuzz targets for the text files of an archive. */
public final class ArchiveFuzz {

  private ArchiveFuzz() {}

  /** The marker is written again as the same bytes; a line of the manifest reads back equal. */
  public static List<FuzzTarget> targets() {
    ArchiveFile file = new ArchiveFile(
        3,
        1_000_000,
        2_000_000,
        LocalDate.of(2026, 11, 22),
        1_795_341_600_000L,
        1_795_345_200_000L,
        18_211_040,
        0x8f1e0c7a);
    return List.of(
        new FuzzTarget(
            "archive-marker",
            List.of(ArchiveMarkerLayout.encode("00112233445566778899aabbccddeeff")),
            ArchiveFuzz::marker),
        new FuzzTarget(
            "archive-manifest",
            List.of(file.line().getBytes(StandardCharsets.ISO_8859_1)),
            ArchiveFuzz::line));
  }

  private static boolean marker(byte[] bytes) {
    String owner;
    try {
      owner = ArchiveMarkerLayout.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(ArchiveMarkerLayout.encode(owner)).isEqualTo(bytes);
    return true;
  }

  private static boolean line(byte[] bytes) {
    ArchiveFile file;
    try {
      file = ArchiveFile.of(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return false;
    }
    assertThat(ArchiveFile.of(file.line())).isEqualTo(file);
    return true;
  }
}
