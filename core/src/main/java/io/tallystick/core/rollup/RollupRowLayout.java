package io.tallystick.core.rollup;

import java.util.Arrays;

/**
 * The bytes of a rollup row, version {@value #VERSION}.
 *
 * <pre>
 * key    | u8 level | i32 parent + 2^31, big endian | series: see SeriesKey | u16 partition |
 *
 * value  any number of entries, one behind the other; entries of one child add up
 *
 * entry  | u8 child | u8 shape | varint count | numbers |
 *
 * shape  0x80        every value was 1: no numbers follow; sum = count, min = max = 1
 *        0x40 + s    one number: sum = min = max (a single value)
 *        0x00 + s    three numbers: sum, min, max
 *        s           0..9 digits after the decimal point of the numbers
 *
 * child  0..59
 *
 * number a signed integer, zigzag, as a varint: of 128 bits if s is 9, otherwise of 64
 * </pre>
 *
 * <p>Because entries of one child add up, a commit may append its entries to what is stored without
 * reading it.
 */
public final class RollupRowLayout {

  /** Version of this layout, kept once for each store. */
  public static final int VERSION = 1;

  /** Most bytes of one entry. */
  static final int ENTRY_BYTES_MAX = 2 + 10 + 3 * 19;

  /** Most windows in one row: the minutes of an hour. */
  private static final int CHILDREN_MAX = 60;

  private static final int HEADER_BYTES = 5;
  private static final int PARTITION_BYTES = 2;
  private static final int ALL_ONES = 0x80;
  private static final int SINGLE = 0x40;
  private static final int SCALE_MASK = 0x0f;
  private static final long ONE = 1_000_000_000L;

  /** Where the last byte of a varint of 128 bits stands, and the bits that are left for it. */
  private static final int LAST_SHIFT = 126;

  private static final int LAST_BITS_MAX = 3;

  /** In the order of their numbers. */
  private static final Level[] LEVELS = Level.values();

  private RollupRowLayout() {}

  /** The key of one row. */
  public static byte[] key(Level level, int parent, byte[] series, int partition) {
    byte[] key = new byte[HEADER_BYTES + series.length + PARTITION_BYTES];
    putKey(key, level, parent, series, 0, series.length, partition);
    return key;
  }

  /** What the keys of all rows of one level, parent and series prefix begin with. */
  public static byte[] keyPrefix(Level level, int parent, byte[] seriesPrefix) {
    byte[] whole = key(level, parent, seriesPrefix, 0);
    return Arrays.copyOf(whole, whole.length - PARTITION_BYTES);
  }

  /** Where the series begins in a key. */
  public static int seriesOffset() {
    return HEADER_BYTES;
  }

  /** Where the series ends in a key of {@code keyLength} bytes. */
  public static int seriesEnd(int keyLength) {
    return keyLength - PARTITION_BYTES;
  }

  /** The level of a key. */
  public static Level level(byte[] key, int offset) {
    int number = key[offset];
    if (number < 0 || number >= LEVELS.length) {
      throw new CorruptRowException("level: " + number + " (expected: < " + LEVELS.length + ")");
    }
    return LEVELS[number];
  }

  /** The parent of a key. */
  public static int parent(byte[] key, int offset) {
    int biased = (key[offset + 1] & 0xff) << 24
        | (key[offset + 2] & 0xff) << 16
        | (key[offset + 3] & 0xff) << 8
        | key[offset + 4] & 0xff;
    return biased ^ Integer.MIN_VALUE;
  }

  /** The partition of a key. */
  public static int partition(byte[] key) {
    return (key[key.length - 2] & 0xff) << 8 | key[key.length - 1] & 0xff;
  }

  static int keyLength(int seriesLength) {
    return HEADER_BYTES + seriesLength + PARTITION_BYTES;
  }

  static void putKey(
      byte[] key, Level level, int parent, byte[] series, int offset, int length, int partition) {
    key[0] = (byte) level.number();
    int biased = parent ^ Integer.MIN_VALUE;
    key[1] = (byte) (biased >>> 24);
    key[2] = (byte) (biased >>> 16);
    key[3] = (byte) (biased >>> 8);
    key[4] = (byte) biased;
    System.arraycopy(series, offset, key, HEADER_BYTES, length);
    key[HEADER_BYTES + length] = (byte) (partition >>> 8);
    key[HEADER_BYTES + length + 1] = (byte) partition;
  }

  /**
   * Writes one entry.
   *
   * @return the position after it
   */
  static int putEntry(byte[] target, int at, int child, Aggregate a) {
    target[at++] = (byte) child;
    boolean single = a.minHigh == a.maxHigh
        && a.minLow == a.maxLow
        && a.sumHigh == a.minHigh
        && a.sumLow == a.minLow;
    if (allOnes(a)) {
      target[at++] = (byte) ALL_ONES;
      return putVarint(target, at, 0, a.count);
    }
    int scale = scale(a);
    target[at++] = (byte) (single ? SINGLE | scale : scale);
    at = putVarint(target, at, 0, a.count);
    long divisor = Aggregate.factor(scale);
    at = putNumber(target, at, a.sumHigh, a.sumLow, divisor);
    if (!single) {
      at = putNumber(target, at, a.minHigh, a.minLow, divisor);
      at = putNumber(target, at, a.maxHigh, a.maxLow, divisor);
    }
    return at;
  }

  /** The value of a row with one entry for each aggregate that is not empty, at its index. */
  public static byte[] value(Aggregate[] children) {
    byte[] value = new byte[children.length * ENTRY_BYTES_MAX];
    int length = 0;
    for (int child = 0; child < children.length; child++) {
      if (!children[child].isEmpty()) {
        length = putEntry(value, length, child, children[child]);
      }
    }
    return Arrays.copyOf(value, length);
  }

  /**
   * Visits all entries of a value.
   *
   * @throws CorruptRowException when the bytes are not entries
   */
  public static void read(
      byte[] value, int length, Aggregate scratch, RollupView.ChildVisitor visitor) {
    EntryReader reader = new EntryReader(value, length);
    while (reader.next(scratch)) {
      visitor.child(reader.child, scratch);
    }
  }

  private static boolean allOnes(Aggregate a) {
    return a.minHigh == 0
        && a.minLow == ONE
        && a.maxHigh == 0
        && a.maxLow == ONE
        && a.count <= Long.MAX_VALUE / ONE
        && a.sumHigh == 0
        && a.sumLow == a.count * ONE;
  }

  /** The fewest digits after the point that hold all numbers; 9 when they need more than a long. */
  private static int scale(Aggregate a) {
    if (!isLong(a.sumHigh, a.sumLow)
        || !isLong(a.minHigh, a.minLow)
        || !isLong(a.maxHigh, a.maxLow)) {
      return Aggregate.SCALE;
    }
    int scale = 0;
    while (scale < Aggregate.SCALE) {
      long divisor = Aggregate.factor(scale);
      if (a.sumLow % divisor == 0 && a.minLow % divisor == 0 && a.maxLow % divisor == 0) {
        return scale;
      }
      scale++;
    }
    return scale;
  }

  private static boolean isLong(long high, long low) {
    return high == low >> 63;
  }

  private static int putNumber(byte[] target, int at, long high, long low, long divisor) {
    if (divisor != 1) {
      low /= divisor;
      high = low >> 63;
    }
    long sign = high >> 63;
    long zigzagHigh = (high << 1 | low >>> 63) ^ sign;
    long zigzagLow = low << 1 ^ sign;
    return putVarint(target, at, zigzagHigh, zigzagLow);
  }

  private static int putVarint(byte[] target, int at, long high, long low) {
    while (high != 0 || (low & ~0x7fL) != 0) {
      target[at++] = (byte) (low | 0x80);
      low = low >>> 7 | high << 57;
      high >>>= 7;
    }
    target[at++] = (byte) low;
    return at;
  }

  /** Steps through the entries of one value. */
  static final class EntryReader {

    private final byte[] value;
    private final int length;
    private int at;
    private int child;
    private long high;
    private long low;

    EntryReader(byte[] value, int length) {
      this.value = value;
      this.length = length;
    }

    /** Window of the entry that was read last. */
    int child() {
      return child;
    }

    /** Where the entry that was read last ends. */
    int position() {
      return at;
    }

    /** Reads the next entry; false at the end. */
    boolean next(Aggregate target) {
      if (at == length) {
        return false;
      }
      child = next() & 0xff;
      if (child >= CHILDREN_MAX) {
        throw new CorruptRowException("child: " + child + " (expected: < " + CHILDREN_MAX + ")");
      }
      int shape = next() & 0xff;
      varint();
      long count = low;
      if (high != 0 || count <= 0) {
        throw new CorruptRowException("count: " + count + " (expected: > 0)");
      }
      target.clear();
      if (shape == ALL_ONES) {
        long sumHigh = Math.multiplyHigh(count, ONE);
        target.merge(count, sumHigh, count * ONE, 0, ONE, 0, ONE);
        return true;
      }
      int scale = shape & SCALE_MASK;
      if (scale > Aggregate.SCALE || (shape & ~(SINGLE | SCALE_MASK)) != 0) {
        throw new CorruptRowException("shape: " + shape + " (expected: 0x80, 0x40..0x49, 0..9)");
      }
      long factor = Aggregate.factor(scale);
      number(factor);
      long sumHigh = high;
      long sumLow = low;
      if ((shape & SINGLE) != 0) {
        target.merge(count, sumHigh, sumLow, sumHigh, sumLow, sumHigh, sumLow);
        return true;
      }
      number(factor);
      long minHigh = high;
      long minLow = low;
      number(factor);
      target.merge(count, sumHigh, sumLow, minHigh, minLow, high, low);
      return true;
    }

    private void number(long factor) {
      varint();
      long sign = -(low & 1);
      long valueLow = (low >>> 1 | high << 63) ^ sign;
      long valueHigh = high >>> 1 ^ sign;
      if (factor != 1) {
        if (!isLong(valueHigh, valueLow)) {
          throw new CorruptRowException("number: too large for its shape (expected: 64 bits)");
        }
        valueHigh = Math.multiplyHigh(valueLow, factor);
        valueLow = valueLow * factor;
      }
      high = valueHigh;
      low = valueLow;
    }

    private void varint() {
      high = 0;
      low = 0;
      for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
        byte b = next();
        long bits = b & 0x7f;
        if (shift == LAST_SHIFT && bits > LAST_BITS_MAX) {
          break;
        }
        if (shift < 64) {
          low |= bits << shift;
          if (shift > 57) {
            high |= bits >>> (64 - shift);
          }
        } else {
          high |= bits << (shift - 64);
        }
        if (b >= 0) {
          return;
        }
      }
      throw new CorruptRowException("number: too long (expected: <= 128 bits)");
    }

    private byte next() {
      if (at >= length) {
        throw new CorruptRowException("entry: ends early at byte " + at + " (expected: more)");
      }
      return value[at++];
    }
  }

  /** The bytes of a row are not what this layout writes. */
  public static final class CorruptRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRowException(String message) {
      super(message);
    }
  }
}
