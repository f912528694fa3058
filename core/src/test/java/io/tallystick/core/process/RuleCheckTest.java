package io.tallystick.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Goal: an event breaks the rule of its type and no other, and is told how. */
class RuleCheckTest {

  private static final List<EventRule> RULES = List.of(
      new EventRule("purchase", List.of("currency", "shop"), null, null),
      new EventRule("vote", List.of(), new BigDecimal("-1"), new BigDecimal("2.50")),
      new EventRule("tip", List.of("currency"), new BigDecimal("0.01"), null));

  private final LogBatchWriter writer = new LogBatchWriter();
  private final LogBatchReader batch = new LogBatchReader();
  private final RuleCheck check = new RuleCheck(RULES);

  private static Event event(String type, String value, Map<String, String> attributes) {
    return new Event("s", "1", type, "A", 0, new BigDecimal(value), new TreeMap<>(attributes));
  }

  /** All of them in one batch, as they share its dictionary. */
  private List<RuleCheck.@Nullable Violation> violations(Event... events) {
    writer.clear();
    EventDraft draft = new EventDraft();
    for (Event event : events) {
      event.draft(draft);
      writer.add(draft);
    }
    batch.read(writer.toByteArray());
    check.begin();
    List<RuleCheck.@Nullable Violation> found = new java.util.ArrayList<>();
    for (int i = 0; i < events.length; i++) {
      found.add(check.check(batch, i));
    }
    return found;
  }

  @Test
  void attributesMustBeThereAndNotEmpty() {
    assertThat(violations(
            event("purchase", "1", Map.of("currency", "EUR", "shop", "1")),
            event("purchase", "1", Map.of("currency", "EUR")),
            event("purchase", "1", Map.of("shop", "1", "currency", "", "a", "currency")),
            event("purchase", "1", Map.of()),
            event("other", "1", Map.of())))
        .containsExactly(
            null,
            missing("shop", "purchase"),
            missing("currency", "purchase"),
            missing("currency", "purchase"),
            null);
  }

  private static RuleCheck.Violation missing(String name, String type) {
    return new RuleCheck.Violation(
        DeadLetterReason.ATTRIBUTE_MISSING,
        "attributes." + name + ": missing (expected: a text, by the rule for type " + type + ")");
  }

  @Test
  void limitsAreIncluded() {
    assertThat(violations(
            event("vote", "-1", Map.of()),
            event("vote", "2.5", Map.of()),
            event("vote", "-1.000000001", Map.of()),
            event("vote", "2.51", Map.of()),
            event("tip", "1000000000", Map.of("currency", "EUR"))))
        .containsExactly(
            null,
            null,
            new RuleCheck.Violation(
                DeadLetterReason.VALUE_TOO_SMALL,
                "value: -1.000000001 (expected: >= -1, by the rule for type vote)"),
            new RuleCheck.Violation(
                DeadLetterReason.VALUE_TOO_LARGE,
                "value: 2.51 (expected: <= 2.50, by the rule for type vote)"),
            null);
  }

  /** The same texts may have other numbers in the next batch. */
  @Test
  void batchesDoNotMixUpTheirTypes() {
    assertThat(violations(event("vote", "9", Map.of()))).doesNotContainNull();
    assertThat(violations(event("view", "9", Map.of()))).containsOnlyNulls();
    assertThat(violations(event("vote", "9", Map.of()), event("view", "9", Map.of())))
        .last()
        .isNull();
  }

  @Test
  void rulesThatCannotBeMeantAreRefused() {
    assertThatThrownBy(() -> new RuleCheck(List.of(RULES.get(0), RULES.get(0))))
        .hasMessage("rules: two for type purchase (expected: one for each type)");
    assertThatThrownBy(() -> new EventRule("", List.of(), null, null))
        .hasMessage("type: empty (expected: an event type)");
    assertThatThrownBy(() -> new EventRule("t", List.of(""), null, null))
        .hasMessageStartingWith("required-attributes: an empty name");
    assertThatThrownBy(() -> new EventRule("t", List.of(), BigDecimal.TEN, BigDecimal.ONE))
        .hasMessage("min-value: 10 (expected: at most max-value, 1)");
  }
}
