package io.tallystick.core.process;

import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.LogBatchReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the declared rule that an event breaks. Single-threaded. */
final class RuleCheck {

  /**
   * What is broken.
   *
   * @param message in the form {@code name: value (expected: …)}
   */
  record Violation(DeadLetterReason reason, String message) {}

  /** A rule, and the names that it requires as bytes. */
  private record Declared(EventRule rule, List<byte[]> names) {}

  private final Map<String, Declared> rules = new HashMap<>();
  private final TextSlice text = new TextSlice();
  private int knownType = -1;
  private @Nullable Declared known;

  RuleCheck(List<EventRule> declared) {
    for (EventRule each : declared) {
      List<byte[]> names = each.requiredAttributes().stream()
          .map(name -> name.getBytes(StandardCharsets.UTF_8))
          .toList();
      if (rules.put(each.type(), new Declared(each, names)) != null) {
        throw new IllegalArgumentException(
            "rules: two for type " + each.type() + " (expected: one for each type)");
      }
    }
  }

  /** Whether there is any rule. */
  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Forgets the batch before. */
  void begin() {
    knownType = -1;
  }

  /** What is wrong with an event of the batch; null when nothing is. */
  @Nullable
  Violation check(LogBatchReader batch, int event) {
    int type = batch.type(event);
    if (type != knownType) {
      batch.dictionary(type, text);
      known = rules.get(text.toString());
      knownType = type;
    }
    Declared declared = known;
    if (declared == null) {
      return null;
    }
    EventRule applied = declared.rule();
    int set = batch.attributeSet(event);
    for (int i = 0; i < declared.names().size(); i++) {
      if (!hasAttribute(batch, set, declared.names().get(i))) {
        return new Violation(
            DeadLetterReason.ATTRIBUTE_MISSING,
            "attributes." + applied.requiredAttributes().get(i)
                + ": missing (expected: a text, by the rule for type " + applied.type() + ")");
      }
    }
    if (applied.valueMin() == null && applied.valueMax() == null) {
      return null;
    }
    BigDecimal value = BigDecimal.valueOf(batch.valueUnscaled(event), batch.valueScale(event));
    if (applied.valueMin() != null && value.compareTo(applied.valueMin()) < 0) {
      return violation(DeadLetterReason.VALUE_TOO_SMALL, value, ">= ", applied.valueMin(), applied);
    }
    if (applied.valueMax() != null && value.compareTo(applied.valueMax()) > 0) {
      return violation(DeadLetterReason.VALUE_TOO_LARGE, value, "<= ", applied.valueMax(), applied);
    }
    return null;
  }

  private static Violation violation(
      DeadLetterReason reason, BigDecimal value, String relation, BigDecimal limit, EventRule by) {
    return new Violation(
        reason,
        "value: " + value.toPlainString() + " (expected: " + relation + limit.toPlainString()
            + ", by the rule for type " + by.type() + ")");
  }

  private boolean hasAttribute(LogBatchReader batch, int set, byte[] name) {
    for (int pair = 0; set >= 0 && pair < batch.attributePairs(set); pair++) {
      batch.dictionary(batch.attributeName(set, pair), text);
      if (Arrays.equals(
          text.bytes(), text.offset(), text.offset() + text.length(), name, 0, name.length)) {
        batch.dictionary(batch.attributeValue(set, pair), text);
        return !text.isEmpty();
      }
    }
    return false;
  }
}
