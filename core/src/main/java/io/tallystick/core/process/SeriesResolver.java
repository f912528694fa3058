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
   * the dictionary. A combination of subject and attributes has no such array and is looked up for
   * each event.
   */

  /** The event has no such attribute, so it belongs to no series of this dimension. */
  static final int ABSENT = -1;

  private final Dimension dimension;
  private final byte[][] attributeNames;
  private final boolean usesSubject;
  private final boolean usesAttributes;
  private final TextSlice text = new TextSlice();
  private long[] known = new long[0];
  private byte[] key = new byte[256];
  private int prefixType = -1;
  private int prefixLength;

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

  /** The series that {@code event} of the batch adds to, or {@link #ABSENT}. */
  int resolve(LogBatchReader batch, int event, PendingRollups rollups) {
    int type = batch.type(event);
    int set = batch.attributeSet(event);
    if (usesAttributes && set < 0) {
      return ABSENT;
    }
    if (usesSubject && usesAttributes) {
      return lookUp(batch, type, batch.subject(event), set, rollups);
    }
    int at = usesSubject ? batch.subject(event) : usesAttributes ? set : type;
    long remembered = known[at];
    if ((int) (remembered >>> 32) == type + 1) {
      return (int) remembered;
    }
    int series = lookUp(batch, type, usesSubject ? at : 0, set, rollups);
    known[at] = (long) (type + 1) << 32 | series & 0xffff_ffffL;
    return series;
  }

  private int lookUp(LogBatchReader batch, int type, int subject, int set, PendingRollups rollups) {
    if (type != prefixType) {
      batch.dictionary(type, text);
      byte[] prefix = SeriesKey.prefix(text.toString(), dimension);
      ensure(prefix.length);
      System.arraycopy(prefix, 0, key, 0, prefix.length);
      prefixLength = prefix.length;
      prefixType = type;
    }
    int length = prefixLength;
    for (byte[] name : attributeNames) {
      if (name.length == 0) {
        batch.dictionary(subject, text);
      } else if (!findAttribute(batch, set, name)) {
        return ABSENT;
      }
      ensure(length + 2 + text.length());
      key[length] = (byte) (text.length() >>> 8);
      key[length + 1] = (byte) text.length();
      System.arraycopy(text.bytes(), text.offset(), key, length + 2, text.length());
      length += 2 + text.length();
    }
    return rollups.series(key, length, prefixLength);
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
    if (key.length < length) {
      key = Arrays.copyOf(key, length * 2);
    }
  }
}
