package io.tallystick.core.deadletter;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that an operator has declared for the events of one type. It is applied when events are
 * counted, not when they are accepted, so it also holds for events that were acknowledged before it
 * was declared; those that break it become dead letters and can be repaired.
 *
 * @param type the events that it is for
 * @param requiredAttributes names of attributes that must be there; an empty text counts as missing
 * @param valueMin smallest value, null: any
 * @param valueMax largest value, null: any
 */
public record EventRule(
    String type,
    List<String> requiredAttributes,
    @Nullable BigDecimal valueMin,
    @Nullable BigDecimal valueMax) {

  /** Most rules of a node. */
  public static final int RULES_MAX = 1_000;

  public EventRule {
    requiredAttributes = List.copyOf(requiredAttributes);
    if (valueMin != null && valueMax != null && valueMin.compareTo(valueMax) > 0) {
      throw new IllegalArgumentException(
          "min-value: " + valueMin + " (expected: at most max-value, " + valueMax + ")");
    }
    if (type.isEmpty()) {
      throw new IllegalArgumentException("type: empty (expected: an event type)");
    }
    for (String name : requiredAttributes) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "required-attributes: an empty name (expected: names of attributes)");
      }
    }
  }
}
