package io.tallystick.core.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings numbered in order of first appearance, held as they will stand in the message: each
 * with its field's tag and its length before it.
 */
final class DistinctEntries {

  /*
   * Open addressing with linear probing. A slot is one long: the hash in the upper half, base +
   * index in the lower. Moving the base beyond every index that was given out empties the table
   * without touching it.
   *
   * The hash is fast and not secret, so somebody may craft texts that collide. A run of probes is
   * therefore bounded: beyond it a text simply gets a second entry, which the format allows. What
   * is written depends on the texts and their order only.
   */

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private static final int PROBES_MAX = 32;
  private static final int BASE_MAX = 1 << 30;
  private static final int ENTRIES = 64;
  private static final int BYTES = 2048;
  private static final int HEADER_BYTES_MAX = 6;

  /** Kept between batches at most; a larger dictionary was a rare one. */
  private static final int ENTRIES_KEPT_MAX = 1 << 14;

  private static final int BYTES_KEPT_MAX = 1 << 18;

  private final int tag;
  private byte[] encoded = new byte[BYTES];
  private int encodedLength;
  private int[] starts = new int[ENTRIES];
  private int[] lengths = new int[ENTRIES];
  private int size;
  private long[] slots = new long[ENTRIES * 2];
  private int base = 1;

  DistinctEntries(int tag) {
    this.tag = tag;
  }

  /** The index of these bytes, which are added when they are new. */
  int index(byte[] bytes, int offset, int length) {
    int hash = hash(bytes, offset, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (int probe = 0; probe < PROBES_MAX; probe++) {
      long entry = slots[slot];
      int index = (int) entry - base;
      if (index < 0 || index >= size) {
        slots[slot] = (long) hash << 32 | (base + size);
        return append(bytes, offset, length);
      }
      if ((int) (entry >>> 32) == hash && matches(index, bytes, offset, length)) {
        return index;
      }
      slot = slot + 1 & mask;
    }
    return append(bytes, offset, length);
  }

  /** Whether entry {@code index} holds these bytes. */
  boolean matches(int index, byte[] bytes, int offset, int length) {
    return lengths[index] == length && equal(encoded, starts[index], bytes, offset, length);
  }

  /** Compares two entries by their bytes, unsigned. */
  int compare(int left, int right) {
    return Arrays.compareUnsigned(
        encoded,
        starts[left],
        starts[left] + lengths[left],
        encoded,
        starts[right],
        starts[right] + lengths[right]);
  }

  /** Bytes of all entries in the message. */
  int encodedLength() {
    return encodedLength;
  }

  void put(WireWriter out) {
    out.bytes(encoded, encodedLength);
  }

  void clear() {
    base += size;
    size = 0;
    encodedLength = 0;
    if (encoded.length > BYTES_KEPT_MAX) {
      encoded = new byte[BYTES];
    }
    if (starts.length > ENTRIES_KEPT_MAX) {
      starts = new int[ENTRIES];
      lengths = new int[ENTRIES];
      slots = new long[ENTRIES * 2];
      base = 1;
    } else if (base > BASE_MAX) {
      Arrays.fill(slots, 0);
      base = 1;
    }
  }

  private int append(byte[] bytes, int offset, int length) {
    int needed = encodedLength + HEADER_BYTES_MAX + length;
    if (needed > encoded.length) {
      encoded = Arrays.copyOf(encoded, Math.max(needed, encoded.length * 2));
    }
    encoded[encodedLength++] = (byte) tag;
    int start = WireWriter.putVarint(encoded, encodedLength, length);
    System.arraycopy(bytes, offset, encoded, start, length);
    encodedLength = start + length;
    starts[size] = start;
    lengths[size] = length;
    if (++size == starts.length) {
      grow();
    }
    return size - 1;
  }

  /** Doubles the table, which is half full at most. */
  private void grow() {
    starts = Arrays.copyOf(starts, size * 2);
    lengths = Arrays.copyOf(lengths, size * 2);
    long[] old = slots;
    slots = new long[old.length * 2];
    int mask = slots.length - 1;
    for (long entry : old) {
      int index = (int) entry - base;
      if (index >= 0 && index < size) {
        int slot = (int) (entry >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = slot + 1 & mask;
        }
        slots[slot] = entry;
      }
    }
  }

  static int hash(byte[] bytes, int offset, int length) {
    long hash = length * MULTIPLIER;
    int end = offset + length;
    if (length >= 8) {
      for (int at = offset; at < end - 8; at += 8) {
        hash = mix(hash ^ (long) LONG.get(bytes, at));
      }
      hash = mix(hash ^ (long) LONG.get(bytes, end - 8));
    } else if (length >= 4) {
      long first = (int) INT.get(bytes, offset) & 0xffff_ffffL;
      hash = mix(hash ^ first ^ (long) (int) INT.get(bytes, end - 4) << 32);
    } else if (length > 0) {
      hash = mix(hash
          ^ (bytes[offset] & 0xff)
          ^ (bytes[offset + (length >>> 1)] & 0xff) << 8
          ^ (bytes[end - 1] & 0xff) << 16);
    }
    return (int) (hash >>> 32);
  }

  /** As {@code Arrays.equals}, whose checks of ranges weigh more than texts of a few bytes. */
  private static boolean equal(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
    if (length >= 8) {
      int last = length - 8;
      for (int i = 0; i < last; i += 8) {
        if ((long) LONG.get(left, leftAt + i) != (long) LONG.get(right, rightAt + i)) {
          return false;
        }
      }
      return (long) LONG.get(left, leftAt + last) == (long) LONG.get(right, rightAt + last);
    }
    if (length >= 4) {
      int last = length - 4;
      return (int) INT.get(left, leftAt) == (int) INT.get(right, rightAt)
          && (int) INT.get(left, leftAt + last) == (int) INT.get(right, rightAt + last);
    }
    for (int i = 0; i < length; i++) {
      if (left[leftAt + i] != right[rightAt + i]) {
        return false;
      }
    }
    return true;
  }

  private static long mix(long value) {
    long product = value * MULTIPLIER;
    return (product ^ product >>> 32) * MULTIPLIER;
  }
}
