package io.tallystick.core.log;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import java.util.Arrays;

/** The distinct attribute sets of a batch on their way out. */
final class AttributeSetWriter {

  /*
   * A set is kept as the bytes of its message, so that finding an equal one, and writing them all,
   * is the work of DistinctEntries. Events of one client mostly have the same names in the same
   * order: the names of the last event are tried first, and their sorted order is kept.
   */

  private final DistinctEntries dictionary;
  private final DistinctEntries sets = new DistinctEntries(LogBatchLayout.ATTRIBUTE_SETS_TAG);

  // of the last event that had attributes, in its order; order[] sorts them by name
  private int count;
  private int[] names = new int[8];
  private int[] values = new int[8];
  private int[] order = new int[8];
  private int set;
  private byte[] message = new byte[128];

  AttributeSetWriter(DistinctEntries dictionary) {
    this.dictionary = dictionary;
  }

  /** The index of the draft's set plus one, or 0 when it has no attributes. */
  int add(EventDraft draft) {
    int drafted = draft.attributeCount();
    if (drafted == 0) {
      return 0;
    }
    boolean sameNames = drafted == count;
    boolean same = sameNames;
    if (drafted > names.length) {
      names = Arrays.copyOf(names, drafted * 2);
      values = Arrays.copyOf(values, drafted * 2);
      order = new int[drafted * 2];
    }
    for (int i = 0; i < drafted; i++) {
      TextSlice name = draft.attributeName(i);
      if (i >= count || !dictionary.matches(names[i], name.bytes(), name.offset(), name.length())) {
        names[i] = dictionary.index(name.bytes(), name.offset(), name.length());
        sameNames = false;
      }
      TextSlice value = draft.attributeValue(i);
      int index = dictionary.index(value.bytes(), value.offset(), value.length());
      same &= index == values[i];
      values[i] = index;
    }
    count = drafted;
    if (same && sameNames) {
      return set;
    }
    if (!sameNames) {
      sort();
    }
    int length = encode();
    set = 1 + sets.index(message, 0, length);
    return set;
  }

  int encodedLength() {
    return sets.encodedLength();
  }

  void put(WireWriter out) {
    sets.put(out);
  }

  void clear() {
    sets.clear();
    count = 0;
  }

  /** Insertion sort: names are few, and mostly sorted. */
  private void sort() {
    for (int i = 0; i < count; i++) {
      int at = i;
      while (at > 0 && dictionary.compare(names[order[at - 1]], names[i]) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
  }

  /** Encodes the set into {@link #message} and returns its length. */
  private int encode() {
    int pairsBytes = 0;
    for (int i = 0; i < count; i++) {
      pairsBytes += WireWriter.varintBytes(names[i]) + WireWriter.varintBytes(values[i]);
    }
    int length = 1 + WireWriter.varintBytes(pairsBytes) + pairsBytes;
    if (length > message.length) {
      message = new byte[length * 2];
    }
    message[0] = LogBatchLayout.PAIRS_TAG;
    int at = WireWriter.putVarint(message, 1, pairsBytes);
    for (int i = 0; i < count; i++) {
      at = WireWriter.putVarint(message, at, names[order[i]]);
      at = WireWriter.putVarint(message, at, values[order[i]]);
    }
    assert at == length;
    return length;
  }
}
