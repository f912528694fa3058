package io.tallystick.core.log;

import java.util.Arrays;

/** The attribute sets of a batch on their way in. */
final class AttributeSetReader {

  private static final int CAPACITY = 16;

  private final ColumnReader set = new ColumnReader("attribute_sets.pairs");
  private int[] pairs = new int[CAPACITY];
  private int[] ends = new int[CAPACITY];
  private int size;

  void clear() {
    size = 0;
  }

  /** Reads one set; whether its indexes are good is known at {@link #finish} only. */
  void read(WireReader in) {
    int before = in.narrow(in.length());
    set.clear();
    while (!in.atLimit()) {
      int tag = in.tag();
      if (tag == LogBatchLayout.PAIRS_TAG) {
        set.readPacked(in);
      } else if (tag == LogBatchLayout.PAIRS_UNPACKED_TAG) {
        set.readOne(in);
      } else {
        in.skipField(tag);
      }
    }
    in.widen(before);
    add(in);
  }

  private void add(WireReader in) {
    int count = set.size();
    if (count == 0 || (count & 1) != 0) {
      throw in.malformed("attribute_sets", count + " indexes", "pairs of name and value");
    }
    set.check(0, LogBatchLayout.COUNT_MAX);
    int start = size == 0 ? 0 : ends[size - 1];
    if (start + count > LogBatchLayout.COUNT_MAX) {
      throw in.malformed("attribute_sets", "too large", "at most " + LogBatchLayout.COUNT_MAX);
    }
    if (start + count > pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(start + count, pairs.length * 2));
    }
    for (int i = 0; i < count; i++) {
      pairs[start + i] = (int) set.element(i);
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size++] = start + count;
  }

  /** Checks indexes, and that the names of each set are sorted and distinct. */
  void finish(DictionaryReader dictionary) {
    int start = 0;
    for (int i = 0; i < size; i++) {
      for (int at = start; at < ends[i]; at++) {
        if (pairs[at] >= dictionary.size()) {
          throw malformed(i, "index " + pairs[at], "an index below " + dictionary.size());
        }
      }
      if (dictionary.isEmpty(pairs[start])) {
        throw malformed(i, "an empty name", "a name");
      }
      for (int at = start + 2; at < ends[i]; at += 2) {
        if (dictionary.compare(pairs[at - 2], pairs[at]) >= 0) {
          throw malformed(i, "name after name", "names sorted by their bytes, each once");
        }
      }
      start = ends[i];
    }
  }

  int size() {
    return size;
  }

  int pairs(int set) {
    return (ends[set] - start(set)) / 2;
  }

  int name(int set, int pair) {
    return pairs[start(set) + 2 * pair];
  }

  int value(int set, int pair) {
    return pairs[start(set) + 2 * pair + 1];
  }

  private int start(int set) {
    return set == 0 ? 0 : ends[set - 1];
  }

  private static MalformedLogBatchException malformed(int set, String value, String expected) {
    return new MalformedLogBatchException("attribute_sets[" + set + "]", value, expected);
  }
}
