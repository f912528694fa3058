package io.tallystick.core.log;

import java.util.Arrays;

/** One column of a batch on its way out: a number for each event. */
final class ColumnWriter {

  private static final int CAPACITY = 64;

  /** Kept between batches at most; a larger column was a rare one. */
  private static final int CAPACITY_KEPT_MAX = 1 << 14;

  private final int tag;
  private final boolean hasDefault;
  private final long defaultValue;
  private long[] values = new long[CAPACITY];
  private int size;

  // of the last prepare()
  private int elements;
  private int payloadBytes;
  private long bias;

  /** A column that always has an element. */
  ColumnWriter(int tag) {
    this(tag, false, 0);
  }

  /** A column that is left out while every element is {@code defaultValue}. */
  ColumnWriter(int tag, long defaultValue) {
    this(tag, true, defaultValue);
  }

  private ColumnWriter(int tag, boolean hasDefault, long defaultValue) {
    this.tag = tag;
    this.hasDefault = hasDefault;
    this.defaultValue = defaultValue;
  }

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  void clear() {
    size = 0;
    if (values.length > CAPACITY_KEPT_MAX) {
      values = new long[CAPACITY];
    }
  }

  /**
   * Decides how the column is written, each element less {@code bias}, and returns its bytes
   * including tag and length.
   */
  int prepare(long bias) {
    this.bias = bias;
    this.elements = elements(bias);
    if (elements == 0) {
      return 0;
    }
    int sum = 0;
    for (int i = 0; i < elements; i++) {
      sum += WireWriter.varintBytes(values[i] - bias);
    }
    payloadBytes = sum;
    return WireWriter.varintBytes(tag) + WireWriter.varintBytes(sum) + sum;
  }

  /** Writes what {@link #prepare} has decided. */
  void put(WireWriter out) {
    if (elements > 0) {
      out.varint(tag);
      out.varint(payloadBytes);
      out.varints(values, elements, bias);
    }
  }

  private int elements(long bias) {
    for (int i = 1; i < size; i++) {
      if (values[i] != values[0]) {
        return size;
      }
    }
    return size == 0 || (hasDefault && values[0] - bias == defaultValue) ? 0 : 1;
  }
}
