package io.tallystick.core.log;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;

/**
 * Gathers events and encodes them as one {@link LogBatchLayout log batch}. Reusable after {@link
 * #clear()}; single-threaded.
 *
 * <p>Does not: check events. A draft must be complete (source, id, type, subject and time are set)
 * and within {@link io.tallystick.core.event.EventRules}; the names of its attributes are distinct.
 */
public final class LogBatchWriter {

  /*
   * Everything is copied into growing primitive arrays that the next batch uses again, so an event
   * costs no garbage, a few dictionary look-ups and the copy of its id. Encoding is one pass that
   * adds up sizes and one that writes; dictionary, attribute sets and ids are already encoded by
   * then.
   */

  private final DistinctEntries dictionary = new DistinctEntries(LogBatchLayout.DICTIONARY_TAG);
  private final AttributeSetWriter attributeSets = new AttributeSetWriter(dictionary);
  private final IdWriter ids = new IdWriter();
  private final ColumnWriter sources = new ColumnWriter(LogBatchLayout.SOURCE_TAG);
  private final ColumnWriter types = new ColumnWriter(LogBatchLayout.TYPE_TAG);
  private final ColumnWriter subjects = new ColumnWriter(LogBatchLayout.SUBJECT_TAG);
  private final ColumnWriter times = new ColumnWriter(LogBatchLayout.TIME_DELTA_MILLIS_TAG, 0);
  private final ColumnWriter values =
      new ColumnWriter(LogBatchLayout.VALUE_UNSCALED_TAG, WireWriter.zigzag(1));
  private final ColumnWriter scales = new ColumnWriter(LogBatchLayout.VALUE_SCALE_TAG, 0);
  private final ColumnWriter sets = new ColumnWriter(LogBatchLayout.ATTRIBUTE_SET_TAG, 0);
  private final ColumnWriter replays = new ColumnWriter(LogBatchLayout.REPLAY_OF_TAG, 0);
  private final ColumnWriter replayNotes = new ColumnWriter(LogBatchLayout.REPLAY_NOTE_TAG, 0);
  private final TextSlice noteText = new TextSlice();
  private int count;
  private int lastSource = -1;
  private int lastType = -1;
  private long timeMillisMin = Long.MAX_VALUE;

  /**
   * Adds an event, whose texts are copied.
   *
   * @throws IllegalStateException when the batch holds {@link LogBatchLayout#COUNT_MAX} events
   */
  public void add(EventDraft draft) {
    if (count == LogBatchLayout.COUNT_MAX) {
      throw new IllegalStateException(
          "count: " + count + " (expected: < " + LogBatchLayout.COUNT_MAX + ")");
    }
    assert draft.hasTime() && !draft.source().isEmpty() && !draft.id().isEmpty();
    lastSource = index(draft.source(), lastSource);
    sources.add(lastSource);
    lastType = index(draft.type(), lastType);
    types.add(lastType);
    TextSlice subject = draft.subject();
    subjects.add(dictionary.index(subject.bytes(), subject.offset(), subject.length()));
    ids.add(draft.id());
    times.add(draft.timeMillis());
    timeMillisMin = Math.min(timeMillisMin, draft.timeMillis());
    addValue(draft.valueUnscaled(), draft.valueScale());
    sets.add(attributeSets.add(draft));
    count++;
  }

  /**
   * Adds the replay of a dead letter. Batches hold replays or other events, not both.
   *
   * @param offset of the dead letter, in the partition that this batch is for
   * @param note who replays it and why; may be empty
   */
  public void addReplay(EventDraft draft, long offset, String note) {
    add(draft);
    replays.add(offset + 1);
    noteText.set(note);
    replayNotes.add(
        note.isEmpty()
            ? 0
            : 1 + dictionary.index(noteText.bytes(), noteText.offset(), noteText.length()));
  }

  /** Events since the last {@link #clear()}. */
  public int count() {
    return count;
  }

  /** Earliest event time; meaningless while {@link #count()} is 0. */
  public long timeMillisMin() {
    return timeMillisMin;
  }

  /**
   * The batch, in an array that nobody else holds. The writer keeps its events.
   *
   * @throws IllegalStateException when there is no event
   */
  public byte[] toByteArray() {
    if (count == 0) {
      throw new IllegalStateException("count: 0 (expected: > 0, a batch has events)");
    }
    long minimum = WireWriter.zigzag(timeMillisMin);
    int size = 2
        + 1
        + WireWriter.varintBytes(count)
        + dictionary.encodedLength()
        + sources.prepare(0)
        + types.prepare(0)
        + subjects.prepare(0)
        + (minimum == 0 ? 0 : 1 + WireWriter.varintBytes(minimum))
        + times.prepare(timeMillisMin)
        + ids.prepare()
        + values.prepare(0)
        + scales.prepare(0)
        + attributeSets.encodedLength()
        + sets.prepare(0)
        + replays.prepare(0)
        + replayNotes.prepare(0);
    WireWriter out = new WireWriter(size);
    out.varint(LogBatchLayout.VERSION_TAG);
    out.varint(LogBatchLayout.VERSION);
    out.varint(LogBatchLayout.COUNT_TAG);
    out.varint(count);
    dictionary.put(out);
    sources.put(out);
    types.put(out);
    subjects.put(out);
    if (minimum != 0) {
      out.varint(LogBatchLayout.TIME_MILLIS_MIN_TAG);
      out.varint(minimum);
    }
    times.put(out);
    ids.put(out);
    values.put(out);
    scales.put(out);
    attributeSets.put(out);
    sets.put(out);
    replays.put(out);
    replayNotes.put(out);
    return out.toByteArray();
  }

  /** Forgets all events and keeps the memory, within bounds, for the next ones. */
  public void clear() {
    dictionary.clear();
    attributeSets.clear();
    ids.clear();
    sources.clear();
    types.clear();
    subjects.clear();
    times.clear();
    values.clear();
    scales.clear();
    sets.clear();
    replays.clear();
    replayNotes.clear();
    count = 0;
    lastSource = -1;
    lastType = -1;
    timeMillisMin = Long.MAX_VALUE;
  }

  /** Equal values have equal bytes: zeros at the end of the fraction are dropped. */
  private void addValue(long unscaled, int scale) {
    long shortest = unscaled;
    int digits = scale;
    while (digits > 0 && shortest % 10 == 0) {
      shortest /= 10;
      digits--;
    }
    values.add(WireWriter.zigzag(shortest));
    scales.add(digits);
  }

  /** The dictionary index of {@code text}, which most often is the one of the event before. */
  private int index(TextSlice text, int last) {
    if (last >= 0 && dictionary.matches(last, text.bytes(), text.offset(), text.length())) {
      return last;
    }
    return dictionary.index(text.bytes(), text.offset(), text.length());
  }
}
