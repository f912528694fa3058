package io.tallystick.testkit.log;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.LogBatchReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One event as plain values, to compare what went into a log batch with what comes out.
 *
 * @param timeMillis milliseconds since 1970-01-01T00:00Z
 * @param value without zeros at its end, so that equal values are equal
 */
public record LoggedEvent(
    String source,
    String id,
    String type,
    String subject,
    long timeMillis,
    BigDecimal value,
    SortedMap<String, String> attributes) {

  public LoggedEvent {
    value = value.stripTrailingZeros();
  }

  /** The events of an encoded batch, in its order. */
  public static List<LoggedEvent> read(byte[] batch) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(batch);
    return read(reader);
  }

  /** The events that {@code reader} has read. */
  public static List<LoggedEvent> read(LogBatchReader reader) {
    List<LoggedEvent> events = new ArrayList<>(reader.count());
    TextSlice id = new TextSlice();
    for (int i = 0; i < reader.count(); i++) {
      reader.id(i, id);
      events.add(new LoggedEvent(
          text(reader, reader.source(i)),
          id.toString(),
          text(reader, reader.type(i)),
          text(reader, reader.subject(i)),
          reader.timeMillis(i),
          BigDecimal.valueOf(reader.valueUnscaled(i), reader.valueScale(i)),
          attributes(reader, reader.attributeSet(i))));
    }
    return events;
  }

  /** The event that {@code draft} is now. */
  public static LoggedEvent of(EventDraft draft) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < draft.attributeCount(); i++) {
      attributes.put(draft.attributeName(i).toString(), draft.attributeValue(i).toString());
    }
    return new LoggedEvent(
        draft.source().toString(),
        draft.id().toString(),
        draft.type().toString(),
        draft.subject().toString(),
        draft.timeMillis(),
        BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale()),
        attributes);
  }

  private static SortedMap<String, String> attributes(LogBatchReader reader, int set) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int k = 0; set >= 0 && k < reader.attributePairs(set); k++) {
      attributes.put(
          text(reader, reader.attributeName(set, k)), text(reader, reader.attributeValue(set, k)));
    }
    return attributes;
  }

  private static String text(LogBatchReader reader, int index) {
    TextSlice text = new TextSlice();
    reader.dictionary(index, text);
    return text.toString();
  }
}
