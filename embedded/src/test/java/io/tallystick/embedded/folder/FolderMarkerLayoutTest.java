package io.tallystick.embedded.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Goal: the marker is the published line, and not a byte of it can change unnoticed. */
class FolderMarkerLayoutTest {

  private static final String LINE = "{\"format\":1,\"id\":\"00112233445566778899aabbccddeeff\","
      + "\"created\":\"2026-11-23T02:50:00Z\",\"state\":\"complete\",\"checksum\":\"CRC\"}\n";
  private static final FolderMarker MARKER = new FolderMarker(
      "00112233445566778899aabbccddeeff", Instant.parse("2026-11-23T02:50:00Z"), true);

  @Test
  void writesThePublishedLine() {
    String line = new String(FolderMarkerLayout.encode(MARKER), StandardCharsets.UTF_8);
    assertThat(line.replaceFirst("[0-9a-f]{8}\"}\n$", "CRC\"}\n")).isEqualTo(LINE);
  }

  @Test
  void readsWhatItWrites() {
    FolderMarker creating = new FolderMarker(MARKER.id(), MARKER.created(), false);
    assertThat(FolderMarkerLayout.decode(FolderMarkerLayout.encode(MARKER))).isEqualTo(MARKER);
    assertThat(FolderMarkerLayout.decode(FolderMarkerLayout.encode(creating))).isEqualTo(creating);
    assertThat(creating.completed()).isEqualTo(MARKER);
  }

  @Test
  void refusesEverySingleChangedBitAndEveryShorterFile() {
    byte[] bytes = FolderMarkerLayout.encode(MARKER);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> FolderMarkerLayout.decode(changed))
          .as("bit %s", bit)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] shorter = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> FolderMarkerLayout.decode(shorter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
