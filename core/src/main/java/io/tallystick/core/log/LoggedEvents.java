package io.tallystick.core.log;

import io.tallystick.core.event.Event;
import io.tallystick.core.event.TextSlice;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes events out of a {@link LogBatchReader} as plain values. Single-threaded. */
public final class LoggedEvents {

  private final TextSlice text = new TextSlice();

  /** Event {@code index} of the batch that {@code batch} has read. */
  public Event event(LogBatchReader batch, int index) {
    SortedMap<String, String> attributes = new TreeMap<>();
    int set = batch.attributeSet(index);
    for (int pair = 0; set >= 0 && pair < batch.attributePairs(set); pair++) {
      attributes.put(
          text(batch, batch.attributeName(set, pair)),
          text(batch, batch.attributeValue(set, pair)));
    }
    batch.id(index, text);
    String id = text.toString();
    return new Event(
        text(batch, batch.source(index)),
        id,
        text(batch, batch.type(index)),
        text(batch, batch.subject(index)),
        batch.timeMillis(index),
        BigDecimal.valueOf(batch.valueUnscaled(index), batch.valueScale(index)),
        attributes);
  }

  /** The note about the replay {@code index} of the batch; empty when there is none. */
  public String replayNote(LogBatchReader batch, int index) {
    int note = batch.replayNote(index);
    return note < 0 ? "" : text(batch, note);
  }

  private String text(LogBatchReader batch, int index) {
    batch.dictionary(index, text);
    return text.toString();
  }
}
