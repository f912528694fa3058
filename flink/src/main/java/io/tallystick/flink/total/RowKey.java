package io.tallystick.flink.total;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row, of {@link io.tallystick.core.rollup.RollupRowLayout} without its partition, as
 * something that maps can find. Immutable, but for a {@link #probe}.
 */
final class RowKey {

  private byte[] bytes;
  private int length;
  private int hash;

  private RowKey(byte[] bytes, int length) {
    set(bytes, length);
  }

  /** The first {@code length} bytes, copied. */
  static RowKey copyOf(byte[] bytes, int length) {
    return new RowKey(Arrays.copyOf(bytes, length), length);
  }

  /** All of {@code bytes}, which nobody may change any more. */
  static RowKey of(byte[] bytes) {
    return new RowKey(bytes, bytes.length);
  }

  /** A key to look others up by. */
  static RowKey probe() {
    return new RowKey(new byte[0], 0);
  }

  /** Makes this probe the first {@code newLength} bytes. */
  final RowKey set(byte[] newBytes, int newLength) {
    bytes = newBytes;
    length = newLength;
    int sum = newLength;
    for (int i = 0; i < newLength; i++) {
      sum = 31 * sum + newBytes[i];
    }
    hash = sum;
    return this;
  }

  /** The bytes of a key that is no probe; not a copy. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof RowKey other
        && hash == other.hash
        && Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
