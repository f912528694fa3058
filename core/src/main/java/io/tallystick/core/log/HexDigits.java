package io.tallystick.core.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Lower-case hexadecimal digits and UUIDs to bytes and back, exactly. */
final class HexDigits {

  /*
   * Eight digits at a time within one long, a digit in each byte ("SIMD within a register"). That
   * a digit was valid is seen by printing it again: only '0'-'9' and 'a'-'f' come back unchanged.
   */

  /** Length of a UUID as text. */
  static final int UUID_CHARACTERS = 36;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LOW_HALVES = 0x0f0f_0f0f_0f0f_0f0fL;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long ZEROS_TEXT = 0x3030_3030_3030_3030L;

  private HexDigits() {}

  /**
   * Packs an even number of digits into half as many bytes of {@code target}. False when they are
   * not all lower-case digits; {@code target} then holds anything from {@code at} on.
   */
  static boolean pack(byte[] text, int offset, int characters, byte[] target, int at) {
    int from = offset;
    int to = at;
    int end = offset + characters;
    for (; from + 8 <= end; from += 8, to += 4) {
      long packed = pack((long) LONG.get(text, from));
      if (packed < 0) {
        return false;
      }
      INT.set(target, to, (int) packed);
    }
    for (; from < end; from += 2, to++) {
      long packed = pack(((short) SHORT.get(text, from) & 0xffffL) | (ZEROS_TEXT << 16));
      if (packed < 0) {
        return false;
      }
      target[to] = (byte) packed;
    }
    return true;
  }

  /** Packs a UUID of {@link #UUID_CHARACTERS} into 16 bytes; false as in {@link #pack}. */
  static boolean packUuid(byte[] text, int offset, byte[] target, int at) {
    if (text[offset + 8] != '-'
        || text[offset + 13] != '-'
        || text[offset + 18] != '-'
        || text[offset + 23] != '-') {
      return false;
    }
    long first = pack((long) LONG.get(text, offset));
    long second = pack(join(text, offset + 9, offset + 14));
    long third = pack(join(text, offset + 19, offset + 24));
    long fourth = pack((long) LONG.get(text, offset + 28));
    if ((first | second | third | fourth) < 0) {
      return false;
    }
    LONG.set(target, at, first | second << 32);
    LONG.set(target, at + 8, third | fourth << 32);
    return true;
  }

  /** Prints {@code count} bytes as twice as many digits. */
  static void unpack(byte[] packed, int offset, int count, byte[] target, int at) {
    int from = offset;
    int to = at;
    int end = offset + count;
    for (; from + 4 <= end; from += 4, to += 8) {
      LONG.set(target, to, unpack((int) INT.get(packed, from)));
    }
    for (; from < end; from++, to += 2) {
      SHORT.set(target, to, (short) unpack(packed[from] & 0xff));
    }
  }

  /** Prints 16 bytes as a UUID of {@link #UUID_CHARACTERS}. */
  static void unpackUuid(byte[] packed, int offset, byte[] target, int at) {
    LONG.set(target, at, unpack((int) INT.get(packed, offset)));
    long second = unpack((int) INT.get(packed, offset + 4));
    long third = unpack((int) INT.get(packed, offset + 8));
    target[at + 8] = '-';
    INT.set(target, at + 9, (int) second);
    target[at + 13] = '-';
    INT.set(target, at + 14, (int) (second >>> 32));
    target[at + 18] = '-';
    INT.set(target, at + 19, (int) third);
    target[at + 23] = '-';
    INT.set(target, at + 24, (int) (third >>> 32));
    LONG.set(target, at + 28, unpack((int) INT.get(packed, offset + 12)));
  }

  private static long join(byte[] text, int first, int second) {
    return ((int) INT.get(text, first) & 0xffff_ffffL) | ((long) (int) INT.get(text, second) << 32);
  }

  /** Eight digits to 32 bits, first byte lowest; negative when one is no digit. */
  private static long pack(long text) {
    long letters = (text >>> 6) & ONES;
    long digits = (text & LOW_HALVES) + letters * 9;
    if ((digits & ~LOW_HALVES) != 0 || print(digits) != text) {
      return -1;
    }
    long bytes = ((digits << 4) | (digits >>> 8)) & 0x00ff_00ff_00ff_00ffL;
    bytes = (bytes | (bytes >>> 8)) & 0x0000_ffff_0000_ffffL;
    return (bytes | (bytes >>> 16)) & 0xffff_ffffL;
  }

  private static long unpack(int packed) {
    long bytes = packed & 0xffff_ffffL;
    bytes = (bytes | (bytes << 16)) & 0x0000_ffff_0000_ffffL;
    bytes = (bytes | (bytes << 8)) & 0x00ff_00ff_00ff_00ffL;
    long high = (bytes >>> 4) & 0x000f_000f_000f_000fL;
    long low = bytes & 0x000f_000f_000f_000fL;
    return print(high | (low << 8));
  }

  /** The text of eight numbers of 0 to 15. */
  private static long print(long digits) {
    long letters = ((digits + ONES * 6) >>> 4) & ONES;
    return digits + ZEROS_TEXT + letters * 0x27;
  }
}
