package io.tallystick.core.log;

import io.tallystick.core.event.TextSlice;
import io.tallystick.core.event.Utf8;
import java.util.Arrays;

/** The dictionary of a batch on its way in. */
final class DictionaryReader {

  private static final int CAPACITY = 64;

  private byte[] bytes = new byte[0];
  private int[] starts = new int[CAPACITY];
  private int[] lengths = new int[CAPACITY];
  private int size;
  private boolean hasEmpty;

  void clear(byte[] bytes) {
    this.bytes = bytes;
    size = 0;
    hasEmpty = false;
  }

  /** Reads one entry. */
  void read(WireReader in) {
    int length = in.length();
    if (length > LogBatchLayout.TEXT_BYTES_MAX) {
      throw in.malformed("dictionary", length + " bytes", "at most 65535 bytes in a text");
    }
    if (!Utf8.isText(bytes, in.position(), length)) {
      throw in.malformed("dictionary[" + size + "]", "other bytes", "UTF-8, no control characters");
    }
    if (size == starts.length) {
      if (size >= LogBatchLayout.COUNT_MAX) {
        throw in.malformed("dictionary", "too large", "at most " + LogBatchLayout.COUNT_MAX);
      }
      starts = Arrays.copyOf(starts, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    starts[size] = in.position();
    lengths[size] = length;
    hasEmpty |= length == 0;
    size++;
    in.skip(length);
  }

  int size() {
    return size;
  }

  boolean hasEmpty() {
    return hasEmpty;
  }

  boolean isEmpty(int index) {
    return lengths[index] == 0;
  }

  void get(int index, TextSlice target) {
    target.set(bytes, starts[index], lengths[index]);
  }

  /** Compares two entries by their bytes, unsigned. */
  int compare(int left, int right) {
    return Arrays.compareUnsigned(
        bytes,
        starts[left],
        starts[left] + lengths[left],
        bytes,
        starts[right],
        starts[right] + lengths[right]);
  }
}
