package io.tallystick.core.query;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.SeriesKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Adds up what one function needs of very many series. Single-threaded. */
final class SeriesTotals {

  /*
   * A top list touches every series of its dimension, so a series costs no object and no String:
   * four longs in a chunk, its key once in a chunk of bytes, and one or two ints in an
   * open-addressing table (linear probing, at most half full). Chunks are never copied when the
   * table grows.
   *
   *   entry: | count | high | low | hash << 32 | position of the key |
   *
   * high and low are a signed 128-bit integer of billionths: the sum for SUM and AVERAGE, the
   * extreme for MIN and MAX, unused for COUNT. A key is a sequence of length-prefixed texts, and
   * always as many; so two keys that agree on the length of one are equal, and lengths need not be
   * kept.
   */

  private static final int STRIDE = 4;
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;
  private static final int KEY_CHUNK_BITS = 16;
  private static final int KEY_CHUNK_BYTES = 1 << KEY_CHUNK_BITS;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Function function;
  private final int names;
  private final long bytesMax;
  private final List<long[]> entries = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();
  private int[] table = new int[256];
  private long keyEnd;
  private long bytes;
  private int size;

  /**
   * @param names how many values a key has
   * @param bytesMax most memory to take
   */
  SeriesTotals(Function function, int names, long bytesMax) {
    this.function = function;
    this.names = names;
    this.bytesMax = bytesMax;
  }

  /** How many series there are; they are numbered from 0. */
  int size() {
    return size;
  }

  /**
   * Adds {@code aggregate} to the series whose values are {@code length} bytes of {@code key}.
   *
   * @throws RefusedException when there are more series than memory for them
   * @throws ArithmeticException when the sum would overflow
   */
  void add(byte[] key, int offset, int length, Aggregate aggregate) {
    if (aggregate.isEmpty()) {
      return;
    }
    int hash = hash(key, offset, length);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int index = table[slot] - 1;
      long[] chunk = entries.get(index >>> CHUNK_BITS);
      int at = (index & CHUNK_ENTRIES - 1) * STRIDE;
      if ((int) (chunk[at + 3] >>> 32) == hash
          && keyEquals((int) chunk[at + 3], key, offset, length)) {
        merge(chunk, at, aggregate);
        return;
      }
      slot = slot + 1 & mask;
    }
    int index = size;
    if (index >>> CHUNK_BITS == entries.size()) {
      take((long) CHUNK_ENTRIES * STRIDE * Long.BYTES);
      entries.add(new long[CHUNK_ENTRIES * STRIDE]);
    }
    long[] chunk = entries.get(index >>> CHUNK_BITS);
    int at = (index & CHUNK_ENTRIES - 1) * STRIDE;
    chunk[at + 3] = (long) hash << 32 | Integer.toUnsignedLong(putKey(key, offset, length));
    merge(chunk, at, aggregate);
    table[slot] = ++size;
    if (size * 2 > table.length) {
      grow();
    }
  }

  private void merge(long[] chunk, int at, Aggregate aggregate) {
    switch (function) {
      case COUNT -> {}
      case SUM, AVERAGE -> addSum(chunk, at, aggregate.sumHigh(), aggregate.sumLow());
      case MIN -> {
        long high = aggregate.minHigh();
        long low = aggregate.minLow();
        if (chunk[at] == 0 || Aggregate.compare(high, low, chunk[at + 1], chunk[at + 2]) < 0) {
          chunk[at + 1] = high;
          chunk[at + 2] = low;
        }
      }
      case MAX -> {
        long high = aggregate.maxHigh();
        long low = aggregate.maxLow();
        if (chunk[at] == 0 || Aggregate.compare(high, low, chunk[at + 1], chunk[at + 2]) > 0) {
          chunk[at + 1] = high;
          chunk[at + 2] = low;
        }
      }
    }
    chunk[at] = Math.addExact(chunk[at], aggregate.count());
  }

  private static void addSum(long[] chunk, int at, long addHigh, long addLow) {
    long low = chunk[at + 2] + addLow;
    long carry = Long.compareUnsigned(low, addLow) < 0 ? 1 : 0;
    long high = chunk[at + 1] + addHigh + carry;
    if (((chunk[at + 1] ^ high) & (addHigh ^ high)) < 0) {
      throw new ArithmeticException("sum: overflow (expected: within 128 bits of billionths)");
    }
    chunk[at + 1] = high;
    chunk[at + 2] = low;
  }

  private void grow() {
    take((long) table.length * Integer.BYTES);
    int[] grown = new int[table.length * 2];
    int mask = grown.length - 1;
    for (int index = 0; index < size; index++) {
      int slot = (int) (field(index, 3) >>> 32) & mask;
      while (grown[slot] != 0) {
        slot = slot + 1 & mask;
      }
      grown[slot] = index + 1;
    }
    table = grown;
  }

  private int putKey(byte[] key, int offset, int length) {
    if (keyEnd + length > (long) keys.size() << KEY_CHUNK_BITS) {
      // a key longer than a chunk has one of its own that stands for several
      int chunks = Math.max(1, (length + KEY_CHUNK_BYTES - 1) >>> KEY_CHUNK_BITS);
      take((long) chunks << KEY_CHUNK_BITS);
      keyEnd = (long) keys.size() << KEY_CHUNK_BITS;
      byte[] chunk = new byte[chunks << KEY_CHUNK_BITS];
      for (int i = 0; i < chunks; i++) {
        keys.add(chunk);
      }
    }
    int position = (int) keyEnd;
    System.arraycopy(key, offset, keyChunk(position), keyOffset(position), length);
    // behind a long key the rest is left empty: a position must lie in the first of its chunks
    keyEnd = length > KEY_CHUNK_BYTES ? (long) keys.size() << KEY_CHUNK_BITS : keyEnd + length;
    return position;
  }

  private byte[] keyChunk(int position) {
    return keys.get(position >>> KEY_CHUNK_BITS);
  }

  private static int keyOffset(int position) {
    return position & KEY_CHUNK_BYTES - 1;
  }

  private boolean keyEquals(int position, byte[] key, int offset, int length) {
    byte[] chunk = keyChunk(position);
    int at = keyOffset(position);
    return at + length <= chunk.length
        && Arrays.equals(chunk, at, at + length, key, offset, offset + length);
  }

  private void take(long more) {
    bytes += more;
    if (bytes > bytesMax) {
      throw new RefusedException(
          ErrorCode.ANSWER_TOO_LARGE,
          "range",
          "more than " + size + " series",
          "a shorter range or a dimension of fewer values, so that all series fit in "
              + (bytesMax >>> 20) + " MiB");
    }
  }

  private static int hash(byte[] key, int offset, int length) {
    long hash = length;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(key, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | key[at] & 0xff;
    }
    return (int) mix(hash ^ rest);
  }

  /** One round of multiplication, folded so that every bit of input reaches the low bits. */
  private static long mix(long value) {
    long factor = 0x9E3779B97F4A7C15L;
    return value * factor ^ Math.multiplyHigh(value, factor);
  }

  private long field(int index, int field) {
    return entries.get(index >>> CHUNK_BITS)[(index & CHUNK_ENTRIES - 1) * STRIDE + field];
  }

  /** The values of series {@code index}. */
  List<String> values(int index) {
    int position = (int) field(index, 3);
    return SeriesKey.values(keyChunk(position), keyOffset(position), names);
  }

  /** The function of series {@code index}. */
  BigDecimal number(int index) {
    return switch (function) {
      case COUNT -> BigDecimal.valueOf(field(index, 0));
      case SUM, MIN, MAX -> Aggregate.decimal(field(index, 1), field(index, 2));
      case AVERAGE ->
        Function.average(Aggregate.decimal(field(index, 1), field(index, 2)), field(index, 0));
    };
  }

  /**
   * Compares two different series by rank: negative when {@code a} stands before {@code b}, because
   * its number is larger or, for equal numbers, its values come first.
   */
  int compare(int a, int b) {
    int byNumber = switch (function) {
      case COUNT -> Long.compare(field(b, 0), field(a, 0));
      case SUM, MIN, MAX -> Aggregate.compare(field(b, 1), field(b, 2), field(a, 1), field(a, 2));
      case AVERAGE -> -compareAverages(a, b);
    };
    return byNumber != 0 ? byNumber : compareValues(a, b);
  }

  /** Compares the exact fractions, before any rounding. */
  private int compareAverages(int a, int b) {
    long countA = field(a, 0);
    long countB = field(b, 0);
    long sumA = field(a, 2);
    long sumB = field(b, 2);
    if (field(a, 1) != sumA >> 63 || field(b, 1) != sumB >> 63) {
      BigDecimal left = Aggregate.decimal(field(a, 1), sumA).multiply(BigDecimal.valueOf(countB));
      return left.compareTo(
          Aggregate.decimal(field(b, 1), sumB).multiply(BigDecimal.valueOf(countA)));
    }
    // both sums fit in 64 bits, so a/b < c/d is a*d < c*b in 128 bits
    return Aggregate.compare(
        Math.multiplyHigh(sumA, countB),
        sumA * countB,
        Math.multiplyHigh(sumB, countA),
        sumB * countA);
  }

  private int compareValues(int a, int b) {
    int positionA = (int) field(a, 3);
    int positionB = (int) field(b, 3);
    byte[] chunkA = keyChunk(positionA);
    byte[] chunkB = keyChunk(positionB);
    int atA = keyOffset(positionA);
    int atB = keyOffset(positionB);
    for (int i = 0; i < names; i++) {
      int lengthA = (chunkA[atA] & 0xff) << 8 | chunkA[atA + 1] & 0xff;
      int lengthB = (chunkB[atB] & 0xff) << 8 | chunkB[atB + 1] & 0xff;
      atA += 2;
      atB += 2;
      int byValue = Arrays.compareUnsigned(chunkA, atA, atA + lengthA, chunkB, atB, atB + lengthB);
      if (byValue != 0) {
        return byValue;
      }
      atA += lengthA;
      atB += lengthB;
    }
    return 0;
  }
}
