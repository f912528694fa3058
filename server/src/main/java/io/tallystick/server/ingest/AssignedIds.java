package io.tallystick.server.ingest;

import io.tallystick.core.event.IdGenerator;
import io.tallystick.core.event.TextSlice;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids for events that come without one: 32 hexadecimal digits. One instance per thread. */
final class AssignedIds implements IdGenerator {

  /*
   * 64 random bits per instance, then a counter: no instance repeats itself before 2^64 ids, and
   * a million instances (threads times restarts) meet with a chance of 3 * 10^-8. 128 bits from a
   * fast generator would be no better, as those have 64 bits of state, and they would not
   * compress: ids that share all but their last digits take next to no space in the log.
   */

  private static final int PREFIX_DIGITS = 16;
  private static final int DIGITS = 32;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] id = new byte[DIGITS];
  private long counter;

  AssignedIds(SecureRandom random) {
    String prefix = HexFormat.of().toHexDigits(random.nextLong());
    for (int i = 0; i < PREFIX_DIGITS; i++) {
      id[i] = (byte) prefix.charAt(i);
    }
  }

  @Override
  public void assign(TextSlice target) {
    long value = counter++;
    for (int i = DIGITS - 1; i >= PREFIX_DIGITS; i--) {
      id[i] = HEX[(int) value & 0xf];
      value >>>= 4;
    }
    target.set(id, 0, DIGITS);
  }
}
