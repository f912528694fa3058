package io.tallystick.embedded.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testkit.fuzz.FuzzTarget;
import java.time.Instant;
import java.util.List;

/** Fuzz target for the marker of a data folder: what is read is written as the same bytes. */
public final class FolderMarkerFuzz {

  private FolderMarkerFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    FolderMarker creating = new FolderMarker(
        "00112233445566778899aabbccddeeff", Instant.parse("2026-11-22T10:15:30.123Z"), false);
    return new FuzzTarget(
        "folder-marker",
        List.of(
            FolderMarkerLayout.encode(creating), FolderMarkerLayout.encode(creating.completed())),
        FolderMarkerFuzz::accepts);
  }

  private static boolean accepts(byte[] line) {
    FolderMarker marker;
    try {
      marker = FolderMarkerLayout.decode(line);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(FolderMarkerLayout.encode(marker)).isEqualTo(line);
    return true;
  }
}
