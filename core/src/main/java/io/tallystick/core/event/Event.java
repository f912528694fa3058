package io.tallystick.core.event;

import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One event as plain values, complete: for where events are shown one by one, not counted by the
 * million. Immutable.
 *
 * @param timeMillis milliseconds since 1970-01-01T00:00Z
 * @param value without zeros at the end of its fraction, so that equal values are equal
 * @param attributes by name
 */
public record Event(
    String source,
    String id,
    String type,
    String subject,
    long timeMillis,
    BigDecimal value,
    SortedMap<String, String> attributes) {

  public Event {
    value = value.stripTrailingZeros();
    if (value.scale() < 0) {
      value = value.setScale(0);
    }
    attributes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Makes {@code draft} this event. */
  public void draft(EventDraft draft) {
    draft.clear();
    draft.source().set(source);
    draft.id().set(id);
    draft.type().set(type);
    draft.subject().set(subject);
    draft.timeMillis(timeMillis);
    draft.value(value.unscaledValue().longValueExact(), value.scale());
    attributes.forEach((name, text) -> {
      int index = draft.addAttribute();
      draft.attributeName(index).set(name);
      draft.attributeValue(index).set(text);
    });
  }
}
