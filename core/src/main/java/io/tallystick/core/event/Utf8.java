package io.tallystick.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are UTF-8 (RFC 3629: shortest forms only, no surrogates, at most U+10FFFF), and
 * whether they are text in the sense of {@link EventRules}.
 */
public final class Utf8 {

  /*
   * Nearly all texts are printable ASCII: eight bytes are looked at as one long, and the last
   * eight overlap the ones before. Only what is not goes byte by byte.
   */

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TO_HIGH_BIT = (0x80 - ' ') * ONES;
  private static final int DELETE = 0x7f;

  private Utf8() {}

  /** Whether {@code length} bytes from {@code offset} are UTF-8. */
  public static boolean isWellFormed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    for (; at <= end - 8; at += 8) {
      if (((long) LONG.get(bytes, at) & HIGH_BITS) != 0) {
        break;
      }
    }
    return scan(bytes, at, end, false);
  }

  /** Whether the bytes are UTF-8 without control characters (U+0000 to U+001F, U+007F). */
  public static boolean isText(byte[] bytes, int offset, int length) {
    int end = offset + length;
    if (length >= 8) {
      int last = end - 8;
      for (int at = offset; at < last; at += 8) {
        if (!isPrintable((long) LONG.get(bytes, at))) {
          return scan(bytes, at, end, true);
        }
      }
      return isPrintable((long) LONG.get(bytes, last)) || scan(bytes, offset, end, true);
    }
    if (length >= 4) {
      long first = (int) INT.get(bytes, offset) & 0xffff_ffffL;
      if (isPrintable(first | (long) (int) INT.get(bytes, end - 4) << 32)) {
        return true;
      }
    }
    return scan(bytes, offset, end, true);
  }

  /** Whether each of the eight bytes is in 0x20..0x7e. */
  private static boolean isPrintable(long eight) {
    // without a high bit no byte carries into the next: + 1 lifts 0x7f, + 0x60 all from 0x20
    return ((eight | (eight + ONES)) & HIGH_BITS) == 0
        && ((eight + TO_HIGH_BIT) & HIGH_BITS) == HIGH_BITS;
  }

  private static boolean scan(byte[] bytes, int offset, int end, boolean refuseControls) {
    int at = offset;
    while (at < end) {
      int lead = bytes[at++];
      if (lead >= 0) {
        if (refuseControls && (lead < ' ' || lead == DELETE)) {
          return false;
        }
        continue;
      }
      int more = sequenceBytes(lead & 0xff) - 1;
      if (more < 1 || more > end - at || !isSequence(bytes, at, more, lead & 0xff)) {
        return false;
      }
      at += more;
    }
    return true;
  }

  /** Bytes of the sequence that {@code lead} begins; 0 when it cannot begin one. */
  private static int sequenceBytes(int lead) {
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    if (lead < 0xe0) {
      return 2;
    }
    return lead < 0xf0 ? 3 : 4;
  }

  private static boolean isSequence(byte[] bytes, int at, int more, int lead) {
    int codePoint = lead & (0x3f >> more);
    for (int i = 0; i < more; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return false;
      }
      codePoint = codePoint << 6 | (bytes[at + i] & 0x3f);
    }
    return switch (more) {
      case 1 -> true;
      case 2 -> codePoint >= 0x800 && (codePoint < 0xd800 || codePoint > 0xdfff);
      default -> codePoint >= 0x10000 && codePoint <= 0x10ffff;
    };
  }
}
