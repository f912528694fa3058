package io.tallystick.core.query;

import io.tallystick.core.rollup.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Tells which series of a combination have the values that a query fixes. */
final class ValueFilter {

  private static final byte[] NONE = {};

  /** For each name of the dimension up to the last one that is fixed. */
  private final boolean[] fixed;

  private final byte[][] values;

  ValueFilter(Dimension dimension, Map<String, String> filters) {
    int last = 0;
    for (String name : filters.keySet()) {
      last = Math.max(last, dimension.names().indexOf(name) + 1);
    }
    fixed = new boolean[last];
    values = new byte[last][];
    for (int i = 0; i < last; i++) {
      String value = filters.get(dimension.names().get(i));
      fixed[i] = value != null;
      values[i] = value == null ? NONE : value.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Whether the series has them, whose length-prefixed values begin at {@code offset}. */
  boolean matches(byte[] key, int offset) {
    int at = offset;
    for (int i = 0; i < fixed.length; i++) {
      int length = (key[at] & 0xff) << 8 | key[at + 1] & 0xff;
      at += 2;
      if (fixed[i] && !Arrays.equals(values[i], 0, values[i].length, key, at, at + length)) {
        return false;
      }
      at += length;
    }
    return true;
  }
}
