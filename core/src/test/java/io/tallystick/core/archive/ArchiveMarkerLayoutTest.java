package io.tallystick.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Goal: the marker is the published line, and not a byte of it can change unnoticed. */
final class ArchiveMarkerLayoutTest {

  private static final String OWNER = "00112233445566778899aabbccddeeff";
  private static final String LINE =
      "{\"format\":1,\"dataFolder\":\"" + OWNER + "\",\"checksum\":\"b4db8e54\"}\n";

  @Test
  void isThePublishedLine() {
    assertThat(new String(ArchiveMarkerLayout.encode(OWNER), StandardCharsets.US_ASCII))
        .isEqualTo(LINE);
    assertThat(ArchiveMarkerLayout.decode(LINE.getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(OWNER);
  }

  @Test
  void refusesEverySingleChangedBitAndEveryShorterFile() {
    byte[] bytes = ArchiveMarkerLayout.encode(OWNER);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> ArchiveMarkerLayout.decode(changed))
          .as("bit %s", bit)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] shorter = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ArchiveMarkerLayout.decode(shorter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
