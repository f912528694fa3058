package io.tallystick.core.process;

import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Finds the series of one dimension that the events of a log batch add to. */
final class SeriesResolver {

  /*
   * Events of a batch share dictionary entries, so the series of (type, subject), of (type, set of
   * attributes), or of the type alone, is looked up once a batch and remembered in an array beside
   * the dictionary, and those of a slice of events are looked up together. A combination of subject
   * and attributes has no such array and is looked up for each event.
   */

  /** The event has no such attribute, so it belongs to no series of this dimension. */
  static final int ABSENT = -1;

  private final Dimension dimension;
  private final byte[][] attributeNames;
  private final boolean usesSubject;
  private final boolean usesAttributes;
  private final TextSlice text = new TextSlice();
  private long[] known = new long[0];
  private byte[] keys = new byte[4096];
  private byte[] prefix = new byte[0];
  private int prefixType = -1;

  /** Series of a slice that are to be looked up: where their keys end, and their place in known. */
  private int waiting;

  private int[] waitingEnds = new int[64];
  private int[] waitingPositions = new int[64];
  private int[] found = new int[64];

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  SeriesResolver(Dimension dimension) {
    this.dimension = dimension;
    List<String> names = dimension.names();
    attributeNames = new byte[names.size()][];
    boolean subject = false;
    for (int i = 0; i < attributeNames.length; i++) {
      if (names.get(i).equals(Dimension.SUBJECT_NAME)) {
        subject = true;
        attributeNames[i] = new byte[0];
      } else {
        attributeNames[i] = names.get(i).getBytes(StandardCharsets.UTF_8);
      }
    }
    usesSubject = subject;
    usesAttributes = attributeNames.length > (subject ? 1 : 0);
  }

  /** Forgets the batch before. */
  void begin(LogBatchReader batch) {
    prefixType = -1;
    if (!(usesSubject && usesAttributes)) {
      int size = usesAttributes ? batch.attributeSetCount() : batch.dictionarySize();
      if (known.length < size) {
        known = new long[Math.max(size, known.length * 2)];
      }
      Arrays.fill(known, 0, size, 0);
    }
  }

  /** Looks up together what {@link #resolve} will need for some events of the batch. */
  void prepare(LogBatchReader batch, int begin, int end, PendingRollups rollups) {
    if (usesSubject && usesAttributes) {
      return;
    }
    for (int event = begin; event < end; event++) {
      int set = batch.attributeSet(event);
      if (usesAttributes && set < 0) {
        continue;
      }
      int type = batch.type(event);
      int at = position(batch, event);
      if (isKnown(at, type)) {
        continue;
      }
      if (type != prefixType) {
        lookUpWaiting(rollups);
      }
      int keyEnd = putKey(batch, type, at, set, waiting == 0 ? 0 : waitingEnds[waiting - 1]);
      know(at, type, ABSENT);
      if (keyEnd != ABSENT) {
        wait(at, keyEnd);
      }
    }
    lookUpWaiting(rollups);
    int read = 0;
    for (int event = begin; event < end; event++) {
      if (!usesAttributes || batch.attributeSet(event) >= 0) {
        int series = (int) known[position(batch, event)];
        read += series == ABSENT ? 0 : rollups.touch(series);
      }
    }
    touched = read;
  }

  private void wait(int at, int keyEnd) {
    if (waiting == waitingEnds.length) {
      waitingEnds = Arrays.copyOf(waitingEnds, waiting * 2);
      waitingPositions = Arrays.copyOf(waitingPositions, waiting * 2);
      found = new int[waiting * 2];
    }
    waitingEnds[waiting] = keyEnd;
    waitingPositions[waiting] = at;
    waiting++;
  }

  private void lookUpWaiting(PendingRollups rollups) {
    if (waiting > 0) {
      rollups.series(keys, waitingEnds, waiting, prefix.length, found);
      for (int i = 0; i < waiting; i++) {
        know(waitingPositions[i], prefixType, found[i]);
      }
      waiting = 0;
    }
  }

  /** The series that {@code event} of the batch adds to, or {@link #ABSENT}. */
  int resolve(LogBatchReader batch, int event, PendingRollups rollups) {
    int set = batch.attributeSet(event);
    if (usesAttributes && set < 0) {
      return ABSENT;
    }
    int type = batch.type(event);
    boolean remembers = !(usesSubject && usesAttributes);
    if (remembers && isKnown(position(batch, event), type)) {
      return (int) known[position(batch, event)];
    }
    // a combination, or a position that events of several types share
    int length = putKey(batch, type, batch.subject(event), set, 0);
    int series = length == ABSENT ? ABSENT : rollups.series(keys, length, prefix.length);
    if (remembers) {
      know(position(batch, event), type, series);
    }
    return series;
  }

  private int position(LogBatchReader batch, int event) {
    if (usesSubject) {
      return batch.subject(event);
    }
    return usesAttributes ? batch.attributeSet(event) : batch.type(event);
  }

  private boolean isKnown(int at, int type) {
    return (int) (known[at] >>> 32) == type + 1;
  }

  private void know(int at, int type, int series) {
    known[at] = (long) (type + 1) << 32 | series & 0xffff_ffffL;
  }

  /**
   * Writes the key of a series.
   *
   * @return where it ends, or {@link #ABSENT}
   */
  private int putKey(LogBatchReader batch, int type, int subject, int set, int begin) {
    if (type != prefixType) {
      batch.dictionary(type, text);
      prefix = SeriesKey.prefix(text.toString(), dimension);
      prefixType = type;
    }
    ensure(begin + prefix.length);
    System.arraycopy(prefix, 0, keys, begin, prefix.length);
    int end = begin + prefix.length;
    for (byte[] name : attributeNames) {
      if (name.length == 0) {
        batch.dictionary(subject, text);
      } else if (!findAttribute(batch, set, name)) {
        return ABSENT;
      }
      ensure(end + 2 + text.length());
      keys[end] = (byte) (text.length() >>> 8);
      keys[end + 1] = (byte) text.length();
      System.arraycopy(text.bytes(), text.offset(), keys, end + 2, text.length());
      end += 2 + text.length();
    }
    return end;
  }

  /** Points {@link #text} at the value of the attribute. */
  private boolean findAttribute(LogBatchReader batch, int set, byte[] name) {
    int pairs = batch.attributePairs(set);
    for (int pair = 0; pair < pairs; pair++) {
      batch.dictionary(batch.attributeName(set, pair), text);
      if (Arrays.equals(
          text.bytes(), text.offset(), text.offset() + text.length(), name, 0, name.length)) {
        batch.dictionary(batch.attributeValue(set, pair), text);
        return true;
      }
    }
    return false;
  }

  private void ensure(int length) {
    if (keys.length < length) {
      keys = Arrays.copyOf(keys, length * 2);
    }
  }
}
