package io.tallystick.protocol.event;

import io.tallystick.core.event.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of a JSON string that means what it says: no escapes, nothing to refuse. */
final class JsonStringScan {

  /*
   * Eight bytes at a time. The tests for a byte that is zero and for a byte that is less than n are
   * from Sean Eron Anderson, "Bit Twiddling Hacks": both can mark a byte wrongly, but only above
   * one that they marked rightly, and only the lowest mark is used.
   */

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private JsonStringScan() {}

  /** The eight bytes from {@code at}, the first in the lowest place. */
  static long word(byte[] bytes, int at) {
    return (long) WORDS.get(bytes, at);
  }

  /**
   * The position of the quote that closes the string whose text begins at {@code from}, or -1 when
   * it holds an escape, a control character or anything but UTF-8, or has no end before {@code to}.
   */
  static int end(byte[] bytes, int from, int to) {
    int at = from;
    long high = 0;
    while (at + Long.BYTES <= to) {
      long word = word(bytes, at);
      long quote = word ^ QUOTES;
      long backslash = word ^ BACKSLASHES;
      long marks =
          ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word);
      marks &= HIGH_BITS;
      if (marks != 0) {
        int bits = Long.numberOfTrailingZeros(marks) & ~7;
        at += bits >>> 3;
        high |= word & HIGH_BITS & ((1L << bits) - 1);
        return bytes[at] == '"' && (high == 0 || Utf8.isWellFormed(bytes, from, at - from))
            ? at
            : -1;
      }
      high |= word & HIGH_BITS;
      at += Long.BYTES;
    }
    while (at < to && bytes[at] != '"') {
      if (bytes[at] == '\\' || (bytes[at] >= 0 && bytes[at] < ' ')) {
        return -1;
      }
      at++;
    }
    return at < to && Utf8.isWellFormed(bytes, from, at - from) ? at : -1;
  }
}
