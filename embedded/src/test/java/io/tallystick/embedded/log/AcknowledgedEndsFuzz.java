package io.tallystick.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzz target for the file of acknowledged ends: after any change it is named as damaged, or tells
 * the ends of one of the two writes that it holds. An input says what is changed in a good file,
 * three bytes for each change: where, and which bits.
 */
public final class AcknowledgedEndsFuzz {

  private static final String FOLDER = "00112233445566778899aabbccddeeff";
  private static final int PARTITIONS = 3;
  private static final long[] BEFORE = {7, 1L << 40, 0};
  private static final long[] LAST = {8, 1L << 41, 1};
  private static final int CHANGE_BYTES = 3;

  private AcknowledgedEndsFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    byte[] good = new byte[AcknowledgedEndsLayout.fileBytes(PARTITIONS)];
    put(good, 0, AcknowledgedEndsLayout.header(FOLDER, PARTITIONS));
    put(good, AcknowledgedEndsLayout.bankAt(0, PARTITIONS), AcknowledgedEndsLayout.bank(8, LAST));
    put(good, AcknowledgedEndsLayout.bankAt(1, PARTITIONS), AcknowledgedEndsLayout.bank(7, BEFORE));
    return new FuzzTarget(
        "acknowledged-ends",
        List.of(new byte[0], new byte[] {0, 64, 0}, new byte[] {0x10, 9, 1}),
        changes -> accepts(good, changes));
  }

  private static void put(byte[] file, long at, ByteBuffer bytes) {
    bytes.get(file, (int) at, bytes.remaining());
  }

  private static boolean accepts(byte[] good, byte[] changes) {
    byte[] file = good.clone();
    int at = 0;
    for (; at + CHANGE_BYTES <= changes.length; at += CHANGE_BYTES) {
      int where = (changes[at] & 0xff) << 8 | changes[at + 1] & 0xff;
      file[where % file.length] ^= changes[at + 2];
    }
    if (changes.length > at) {
      file = Arrays.copyOf(file, Math.max(0, file.length + changes[at]));
    }
    try {
      assertThat(AcknowledgedEndsLayout.decode(file, FOLDER, PARTITIONS)).isIn(LAST, BEFORE);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      assertThat(file).isNotEqualTo(good);
      return false;
    }
  }
}
