package io.tallystick.kafka.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys of rows of totals, one behind the other, big endian.
 *
 * <pre>
 * keys   any number of key
 * key    | u16 length | key of a row, without its partition |
 * </pre>
 *
 * <p>What a key is made of, {@link io.tallystick.core.rollup.RollupRowLayout} says.
 */
public final class RowKeys {

  /** So many keys stand in one record. */
  public static final int COUNT_MAX = 1_000;

  private static final int LENGTH_MAX = 0xffff;

  private RowKeys() {}

  /** The bytes of some keys. */
  public static byte[] write(List<byte[]> keys) {
    if (keys.isEmpty() || keys.size() > COUNT_MAX) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: 1.." + COUNT_MAX + ")");
    }
    ByteBuffer bytes = ByteBuffer.allocate(
        keys.stream().mapToInt(key -> Short.BYTES + key.length).sum());
    for (byte[] key : keys) {
      if (key.length == 0 || key.length > LENGTH_MAX) {
        throw new IllegalArgumentException(
            "key: " + key.length + " bytes (expected: 1.." + LENGTH_MAX + ")");
      }
      bytes.putShort((short) key.length).put(key);
    }
    return bytes.array();
  }

  /**
   * The keys in {@code bytes}.
   *
   * @throws IllegalArgumentException when the bytes are something else
   */
  public static List<byte[]> read(byte[] bytes) {
    List<byte[]> keys = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int begin = at + Short.BYTES;
      int end = begin > bytes.length
          ? begin
          : begin + ((bytes[at] & 0xff) << Byte.SIZE | bytes[at + 1] & 0xff);
      if (end > bytes.length || end == begin || keys.size() == COUNT_MAX) {
        throw new IllegalArgumentException("keys: broken at byte " + at + " of " + bytes.length
            + " (expected: at most " + COUNT_MAX + ", none empty)");
      }
      keys.add(Arrays.copyOfRange(bytes, begin, end));
      at = end;
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: none (expected: 1.." + COUNT_MAX + ")");
    }
    return keys;
  }
}
