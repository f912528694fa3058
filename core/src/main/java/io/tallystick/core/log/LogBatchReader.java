package io.tallystick.core.log;

import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.rollup.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@link LogBatchLayout log batch}, whoever wrote it. Reusable; single-threaded.
 *
 * <p>After {@link #read} has returned everything is checked: indexes are in range, texts are UTF-8
 * without control characters, source, type, subject, id and attribute names are not empty, times
 * lie in the calendar, values in the range of {@link DecimalText}. Only the bytes of ids are taken
 * as they are. A dictionary may hold the same text twice.
 *
 * <p>Slices point into the array that was read, or into memory of this reader; an id is good until
 * the next one is asked for.
 */
public final class LogBatchReader {

  private static final long TIME_MIN = Calendar.MINUTE_MIN * Calendar.MILLIS_PER_MINUTE;
  private static final long TIME_END = Calendar.MINUTE_END * Calendar.MILLIS_PER_MINUTE;

  private final WireReader in = new WireReader();
  private final DictionaryReader dictionary = new DictionaryReader();
  private final AttributeSetReader attributeSets = new AttributeSetReader();
  private final IdReader ids = new IdReader();
  private final ColumnReader sources = new ColumnReader("source");
  private final ColumnReader types = new ColumnReader("type");
  private final ColumnReader subjects = new ColumnReader("subject");
  private final ColumnReader deltas = new ColumnReader("time_delta_millis");
  private final ColumnReader values = new ColumnReader("value_unscaled");
  private final ColumnReader scales = new ColumnReader("value_scale");
  private final ColumnReader sets = new ColumnReader("attribute_set");
  private final ColumnReader replays = new ColumnReader("replay_of");
  private final ColumnReader replayNotes = new ColumnReader("replay_note");
  private int count;
  private long timeMillisMin;
  private boolean hasReplays;

  // as they were read, before they are checked
  private long readVersion;
  private long readCount;

  /**
   * Reads {@code bytes}, which must not change while this batch is in use.
   *
   * @throws MalformedLogBatchException when they are not a log batch of a version that is known;
   *     the reader then has no events
   */
  public void read(byte[] bytes) {
    clear(bytes);
    while (!in.atLimit()) {
      int tag = in.tag();
      if ((tag & 7) == LogBatchLayout.WIRE_LENGTH) {
        readLength(tag);
      } else if ((tag & 7) == LogBatchLayout.WIRE_VARINT) {
        readVarint(tag);
      } else {
        in.skipField(tag);
      }
    }
    check();
    count = (int) readCount;
  }

  private void clear(byte[] bytes) {
    in.reset(bytes);
    dictionary.clear(bytes);
    attributeSets.clear();
    ids.clear(bytes);
    sources.clear();
    types.clear();
    subjects.clear();
    deltas.clear();
    values.clear();
    scales.clear();
    sets.clear();
    replays.clear();
    replayNotes.clear();
    hasReplays = false;
    count = 0;
    timeMillisMin = 0;
    readVersion = 0;
    readCount = 0;
  }

  /** Events of the batch. */
  public int count() {
    return count;
  }

  /** Texts in the dictionary. */
  public int dictionarySize() {
    return dictionary.size();
  }

  /** Points {@code target} at dictionary text {@code index}. */
  public void dictionary(int index, TextSlice target) {
    dictionary.get(index, target);
  }

  /** Dictionary index of the source of event {@code event}. */
  public int source(int event) {
    return (int) sources.get(event);
  }

  /** Dictionary index of the type. */
  public int type(int event) {
    return (int) types.get(event);
  }

  /** Dictionary index of the subject. */
  public int subject(int event) {
    return (int) subjects.get(event);
  }

  /** Event time, milliseconds since 1970-01-01T00:00Z. */
  public long timeMillis(int event) {
    return timeMillisMin + deltas.get(event);
  }

  /** Earliest event time. */
  public long timeMillisMin() {
    return timeMillisMin;
  }

  /** Points {@code target} at the id; good until the next call. */
  public void id(int event, TextSlice target) {
    ids.get(event, target);
  }

  /** The value times ten to the power of {@link #valueScale}. */
  public long valueUnscaled(int event) {
    return values.get(event);
  }

  /** Digits after the decimal point, 0 to {@link DecimalText#SCALE_MAX}. */
  public int valueScale(int event) {
    return (int) scales.get(event);
  }

  /** Index of the attribute set of event {@code event}, or -1 when it has no attributes. */
  public int attributeSet(int event) {
    return (int) sets.get(event) - 1;
  }

  /** Whether any event of the batch is the replay of a dead letter. */
  public boolean hasReplays() {
    return hasReplays;
  }

  /** Offset of the dead letter that event {@code event} is a replay of, or -1 when it is none. */
  public long replayOf(int event) {
    return replays.get(event) - 1;
  }

  /** Dictionary index of the note about the replay, or -1 when there is none. */
  public int replayNote(int event) {
    return (int) replayNotes.get(event) - 1;
  }

  /** Attribute sets of the batch. */
  public int attributeSetCount() {
    return attributeSets.size();
  }

  /** Attributes in set {@code set}, at least 1. */
  public int attributePairs(int set) {
    return attributeSets.pairs(set);
  }

  /** Dictionary index of the name of attribute {@code pair}; names ascend by their bytes. */
  public int attributeName(int set, int pair) {
    return attributeSets.name(set, pair);
  }

  /** Dictionary index of the value of attribute {@code pair}. */
  public int attributeValue(int set, int pair) {
    return attributeSets.value(set, pair);
  }

  private void readLength(int tag) {
    switch (tag) {
      case LogBatchLayout.DICTIONARY_TAG -> dictionary.read(in);
      case LogBatchLayout.IDS_TAG -> ids.readIds(in);
      case LogBatchLayout.ATTRIBUTE_SETS_TAG -> attributeSets.read(in);
      default -> {
        ColumnReader column = column(tag);
        if (column == null) {
          in.skipField(tag);
        } else {
          column.readPacked(in);
        }
      }
    }
  }

  private void readVarint(int tag) {
    switch (tag) {
      case LogBatchLayout.VERSION_TAG -> readVersion = in.varint();
      case LogBatchLayout.COUNT_TAG -> readCount = in.varint();
      case LogBatchLayout.TIME_MILLIS_MIN_TAG -> timeMillisMin = WireReader.unzigzag(in.varint());
      case LogBatchLayout.ID_FORM_TAG -> ids.readForm(in);
      default -> {
        ColumnReader column = column(tag);
        if (column == null) {
          in.skipField(tag);
        } else {
          column.readOne(in);
        }
      }
    }
  }

  private @Nullable ColumnReader column(int tag) {
    return switch (tag >>> 3) {
      case LogBatchLayout.SOURCE_TAG >>> 3 -> sources;
      case LogBatchLayout.TYPE_TAG >>> 3 -> types;
      case LogBatchLayout.SUBJECT_TAG >>> 3 -> subjects;
      case LogBatchLayout.TIME_DELTA_MILLIS_TAG >>> 3 -> deltas;
      case LogBatchLayout.ID_LENGTH_TAG >>> 3 -> ids.lengths();
      case LogBatchLayout.VALUE_UNSCALED_TAG >>> 3 -> values;
      case LogBatchLayout.VALUE_SCALE_TAG >>> 3 -> scales;
      case LogBatchLayout.ATTRIBUTE_SET_TAG >>> 3 -> sets;
      case LogBatchLayout.REPLAY_OF_TAG >>> 3 -> replays;
      case LogBatchLayout.REPLAY_NOTE_TAG >>> 3 -> replayNotes;
      default -> null;
    };
  }

  private void check() {
    if (readVersion != LogBatchLayout.VERSION) {
      throw new MalformedLogBatchException("version", readVersion, "" + LogBatchLayout.VERSION);
    }
    if (readCount < 1 || readCount > LogBatchLayout.COUNT_MAX) {
      throw new MalformedLogBatchException(
          "count", Long.toUnsignedString(readCount), "1.." + LogBatchLayout.COUNT_MAX);
    }
    int events = (int) readCount;
    checkTexts("source", sources, events);
    checkTexts("type", types, events);
    checkTexts("subject", subjects, events);
    checkTimes(events);
    ids.finish(events);
    values.unzigzag();
    values.finish(events, 1);
    values.check(-DecimalText.UNSCALED_MAX, DecimalText.UNSCALED_MAX);
    scales.finish(events, 0);
    scales.check(0, DecimalText.SCALE_MAX);
    attributeSets.finish(dictionary);
    sets.finish(events, 0);
    sets.check(0, attributeSets.size());
    hasReplays = replays.size() > 0;
    replays.finish(events, 0);
    replays.check(0, Long.MAX_VALUE);
    replayNotes.finish(events, 0);
    replayNotes.check(0, dictionary.size());
  }

  private void checkTexts(String name, ColumnReader column, int events) {
    column.finish(events, -1);
    column.check(0, dictionary.size() - 1L);
    if (dictionary.hasEmpty()) {
      for (int i = 0; i < column.size(); i++) {
        if (dictionary.isEmpty((int) column.element(i))) {
          throw new MalformedLogBatchException(name + "[" + i + "]", "empty", "a text");
        }
      }
    }
  }

  private void checkTimes(int events) {
    if (timeMillisMin < TIME_MIN || timeMillisMin >= TIME_END) {
      throw new MalformedLogBatchException(
          "time_millis_min", timeMillisMin, TIME_MIN + ".." + (TIME_END - 1));
    }
    deltas.finish(events, 0);
    deltas.check(0, TIME_END - 1 - timeMillisMin);
    if (deltas.min() != 0) {
      throw new MalformedLogBatchException(
          "time_delta_millis", "all above 0", "time_millis_min is the time of some event");
    }
  }
}
