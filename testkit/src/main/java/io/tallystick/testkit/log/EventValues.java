package io.tallystick.testkit.log;

import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Events as plain values, to compare what went into a log batch with what comes out. */
public final class EventValues {

  private EventValues() {}

  /** The events of an encoded batch, in its order. */
  public static List<Event> of(byte[] batch) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(batch);
    return of(reader);
  }

  /** The events that {@code reader} has read. */
  public static List<Event> of(LogBatchReader reader) {
    LoggedEvents events = new LoggedEvents();
    return IntStream.range(0, reader.count())
        .mapToObj(index -> events.event(reader, index))
        .toList();
  }

  /** The event that {@code draft} is now. */
  public static Event of(EventDraft draft) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < draft.attributeCount(); i++) {
      attributes.put(draft.attributeName(i).toString(), draft.attributeValue(i).toString());
    }
    return new Event(
        draft.source().toString(),
        draft.id().toString(),
        draft.type().toString(),
        draft.subject().toString(),
        draft.timeMillis(),
        BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale()),
        attributes);
  }
}
