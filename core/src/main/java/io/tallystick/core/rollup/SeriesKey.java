package io.tallystick.core.rollup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The identity of a series: an event type, a dimension, and one value for each of its names.
 * Immutable.
 *
 * <p>As bytes, every text length-prefixed so that no two series can collide:
 *
 * <pre>
 * | u16 length | type | u8 names | names × ( u16 length | name ) | names × ( u16 length | value ) |
 *  \____________________ prefix: type and dimension __________/
 * </pre>
 */
public final class SeriesKey {

  private final byte[] bytes;
  private final int prefixLength;

  private SeriesKey(byte[] bytes, int prefixLength) {
    this.bytes = bytes;
    this.prefixLength = prefixLength;
  }

  /**
   * @param values one for each name of {@code dimension}, in that order
   */
  public static SeriesKey of(String type, Dimension dimension, List<String> values) {
    if (values.size() != dimension.names().size()) {
      throw new IllegalArgumentException(
          "values: " + values + " (expected: one for each of " + dimension.names() + ")");
    }
    byte[] prefix = prefix(type, dimension);
    byte[][] parts = new byte[values.size()][];
    int length = prefix.length;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = values.get(i).getBytes(StandardCharsets.UTF_8);
      length += 2 + parts[i].length;
    }
    byte[] bytes = Arrays.copyOf(prefix, length);
    int at = prefix.length;
    for (byte[] part : parts) {
      at = putText(bytes, at, part);
    }
    return new SeriesKey(bytes, prefix.length);
  }

  /** The bytes that all series of {@code type} and {@code dimension} begin with. */
  public static byte[] prefix(String type, Dimension dimension) {
    byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
    List<byte[]> names = new ArrayList<>();
    int length = 2 + typeBytes.length + 1;
    for (String name : dimension.names()) {
      byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
      names.add(nameBytes);
      length += 2 + nameBytes.length;
    }
    byte[] prefix = new byte[length];
    int at = putText(prefix, 0, typeBytes);
    prefix[at++] = (byte) names.size();
    for (byte[] name : names) {
      at = putText(prefix, at, name);
    }
    return prefix;
  }

  /** The part of a series at {@code offset} that names its type: its length and its text. */
  public static byte[] typePrefix(byte[] bytes, int offset) {
    int length = (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    return Arrays.copyOfRange(bytes, offset, offset + 2 + length);
  }

  /** The type that {@link #typePrefix} names. */
  public static String type(byte[] typePrefix) {
    return new String(typePrefix, 2, typePrefix.length - 2, StandardCharsets.UTF_8);
  }

  /** Splits the bytes after the prefix, {@code count} length-prefixed values. */
  public static List<String> values(byte[] bytes, int offset, int count) {
    List<String> values = new ArrayList<>(count);
    int at = offset;
    for (int i = 0; i < count; i++) {
      int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
      values.add(new String(bytes, at + 2, length, StandardCharsets.UTF_8));
      at += 2 + length;
    }
    return values;
  }

  /**
   * A hash of a series, the same for ever: rows are placed by it.
   *
   * <p>FNV-1a over eight bytes at a time, the last eight overlapping, with a final mix.
   */
  public static int hash(byte[] key, int offset, int length) {
    long hash = length * 0x9E3779B97F4A7C15L;
    int end = offset + length;
    int at = offset;
    for (; at + 8 <= end; at += 8) {
      hash = (hash ^ Bytes.longAt(key, at)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 32;
    }
    if (at < end && length >= 8) {
      hash = (hash ^ Bytes.longAt(key, end - 8)) * 0xff51afd7ed558ccdL;
      hash ^= hash >>> 32;
    } else {
      for (; at < end; at++) {
        hash = (hash ^ key[at]) * 0x100000001b3L;
      }
    }
    hash *= 0xc4ceb9fe1a85ec53L;
    return (int) (hash ^ hash >>> 32);
  }

  /**
   * Length of the part of the series at {@code offset} that names type and dimension.
   *
   * @throws IndexOutOfBoundsException when the bytes are no series
   */
  public static int prefixLength(byte[] bytes, int offset) {
    int at = offset + 2 + textLength(bytes, offset);
    int names = bytes[at++] & 0xff;
    for (int i = 0; i < names; i++) {
      at += 2 + textLength(bytes, at);
    }
    return at - offset;
  }

  /** Whether the series at {@code offset} is the total of its type, {@link Dimension#TOTAL}. */
  public static boolean isTotal(byte[] bytes, int offset) {
    return bytes[offset + 2 + textLength(bytes, offset)] == 0;
  }

  private static int textLength(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static int putText(byte[] target, int at, byte[] text) {
    if (text.length > 0xffff) {
      throw new IllegalArgumentException("text: " + text.length + " bytes (expected: <= 65535)");
    }
    target[at] = (byte) (text.length >>> 8);
    target[at + 1] = (byte) text.length;
    System.arraycopy(text, 0, target, at + 2, text.length);
    return at + 2 + text.length;
  }

  /** A copy of all bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Length of the part that names type and dimension. */
  public int prefixLength() {
    return prefixLength;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof SeriesKey other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
