package io.tallystick.core.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3 x64 128 with seed 0, by Austin Appleby (public domain, {@code MurmurHash3.cpp} of
 * SMHasher), the same that Kafka Streams, Cassandra and most languages have a library for.
 *
 * <p>Reusable: the result of the last {@link #hash} is read from {@link #high()} and {@link
 * #low()}, so that hashing allocates nothing. Single-threaded.
 */
public final class Murmur3 {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c3_7b91_1142_53d5L;
  private static final long C2 = 0x4cf5_ad43_2745_937fL;

  private long high;
  private long low;

  /** Hashes {@code length} bytes from {@code offset}. */
  public void hash(byte[] bytes, int offset, int length) {
    long h1 = 0;
    long h2 = 0;
    int position = offset;
    int blocksEnd = offset + (length & ~15);
    while (position < blocksEnd) {
      h1 ^= mixFirst((long) LONG.get(bytes, position));
      h1 = Long.rotateLeft(h1, 27) + h2;
      h1 = h1 * 5 + 0x52dc_e729;
      h2 ^= mixSecond((long) LONG.get(bytes, position + 8));
      h2 = Long.rotateLeft(h2, 31) + h1;
      h2 = h2 * 5 + 0x3849_5ab5;
      position += 16;
    }
    int tail = length & 15;
    if (tail > 8) {
      h2 ^= mixSecond(partial(bytes, position + 8, tail - 8));
      h1 ^= mixFirst((long) LONG.get(bytes, position));
    } else if (tail > 0) {
      h1 ^= mixFirst(partial(bytes, position, tail));
    }
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    this.high = h1;
    this.low = h2;
  }

  /** The first 64 bits of the last hash, {@code h1} of the reference implementation. */
  public long high() {
    return high;
  }

  /** The last 64 bits of the last hash, {@code h2} of the reference implementation. */
  public long low() {
    return low;
  }

  /** The next {@code count} (1 to 8) bytes as a little-endian number. */
  private static long partial(byte[] bytes, int offset, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private static long mixFirst(long k1) {
    return Long.rotateLeft(k1 * C1, 31) * C2;
  }

  private static long mixSecond(long k2) {
    return Long.rotateLeft(k2 * C2, 33) * C1;
  }

  private static long finish(long h) {
    long k = (h ^ (h >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    k = (k ^ (k >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return k ^ (k >>> 33);
  }
}
