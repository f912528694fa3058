package io.tallystick.core.log;

import java.util.Arrays;

/** One column of a batch on its way in. */
final class ColumnReader {

  private static final int CAPACITY = 64;

  private final String name;
  private long[] values = new long[CAPACITY];
  private int size;

  /** All ones, or 0 when one element stands for all: {@code get} has no branch. */
  private int mask;

  ColumnReader(String name) {
    this.name = name;
  }

  void clear() {
    size = 0;
  }

  /** Reads packed elements: a length and what it announces. */
  void readPacked(WireReader in) {
    int length = in.length();
    byte[] bytes = in.bytes();
    int at = in.position();
    int end = at + length;
    int before = in.narrow(length);
    while (at < end) {
      long value = bytes[at];
      if (value >= 0) {
        at++;
      } else {
        in.skip(at - in.position());
        value = in.varint();
        at = in.position();
      }
      add(value);
    }
    in.widen(before);
  }

  /** Reads one element that is not packed. */
  void readOne(WireReader in) {
    add(in.varint());
  }

  /**
   * Fits the column to {@code count} events. No element means {@code defaultValue} for all, and is
   * refused when that is negative.
   */
  void finish(int count, long defaultValue) {
    if (size == 0 && defaultValue >= 0) {
      add(defaultValue);
    }
    if (size != 1 && size != count) {
      throw new MalformedLogBatchException(name, size + " elements", "1 or " + count);
    }
    mask = size == 1 ? 0 : -1;
  }

  /** Refuses elements that are not in {@code min..max}. */
  void check(long min, long max) {
    for (int i = 0; i < size; i++) {
      if (values[i] < min || values[i] > max) {
        throw new MalformedLogBatchException(
            name + "[" + i + "]", values[i], min > max ? "nothing" : min + ".." + max);
      }
    }
  }

  /** Undoes {@link WireWriter#zigzag}. */
  void unzigzag() {
    for (int i = 0; i < size; i++) {
      values[i] = WireReader.unzigzag(values[i]);
    }
  }

  /** Elements as they stand in the message, or the one that is the default. */
  int size() {
    return size;
  }

  /** Element {@code index} as it stands in the message. */
  long element(int index) {
    return values[index];
  }

  /** The smallest element. */
  long min() {
    long min = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      min = Math.min(min, values[i]);
    }
    return min;
  }

  /** The element of event {@code index}. */
  long get(int index) {
    return values[index & mask];
  }

  private void add(long value) {
    if (size == values.length) {
      if (size >= LogBatchLayout.COUNT_MAX) {
        throw new MalformedLogBatchException(
            name, "too many elements", "at most " + LogBatchLayout.COUNT_MAX);
      }
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }
}
