package io.tallystick.configuration;

import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Suggestion;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A list of rules for events, one for each type. */
final class RulesKind implements Kind<List<EventRule>> {

  private static final String TYPE = "type";
  private static final String REQUIRED = "required-attributes";
  private static final String MIN = "min-value";
  private static final String MAX = "max-value";
  private static final List<String> MEMBERS = List.of(TYPE, REQUIRED, MIN, MAX);

  @Override
  public List<EventRule> parse(String text) {
    return parse(YamlText.compose("rules", text));
  }

  @Override
  public List<EventRule> parse(Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      throw refused(node instanceof ScalarNode scalar ? scalar.getValue() : "a section");
    }
    List<EventRule> rules = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      if (!(entry instanceof MappingNode mapping)) {
        throw refused(
            entry instanceof ScalarNode scalar ? scalar.getValue() : "a list in place of a rule");
      }
      rules.add(rule(mapping));
    }
    return require(List.copyOf(rules));
  }

  private EventRule rule(MappingNode mapping) {
    String type = "";
    List<String> required = List.of();
    BigDecimal min = null;
    BigDecimal max = null;
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String member = scalar(tuple.getKeyNode());
      if (!seen.add(member)) {
        throw new IllegalArgumentException(member + " twice in one rule (expected: each once)");
      }
      Node value = tuple.getValueNode();
      switch (member) {
        case TYPE -> type = scalar(value);
        case REQUIRED -> required = names(value);
        case MIN -> min = number(MIN, value);
        case MAX -> max = number(MAX, value);
        default -> throw unknown(member);
      }
    }
    return rule(type, required, min, max);
  }

  private static EventRule rule(
      String type, List<String> required, @Nullable BigDecimal min, @Nullable BigDecimal max) {
    if (type.isEmpty()) {
      throw new IllegalArgumentException("a rule without type (expected: type: an event type)");
    }
    if (required.isEmpty() && min == null && max == null) {
      throw new IllegalArgumentException("a rule for type " + type
          + " without conditions (expected:" + " required-attributes, min-value or max-value)");
    }
    return new EventRule(type, required, min, max);
  }

  private static IllegalArgumentException unknown(String member) {
    return new IllegalArgumentException(member + " in a rule ("
        + Suggestion.of(member, MEMBERS)
            .map(close -> "did you mean " + close + "?")
            .orElse("expected: " + String.join(", ", MEMBERS))
        + ")");
  }

  private List<String> names(Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      throw new IllegalArgumentException(
          REQUIRED + " in a rule is no list (expected: such as [country, device])");
    }
    return sequence.getValue().stream().map(this::scalar).toList();
  }

  private String scalar(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw refused("a list or a section in place of a text");
  }

  /** A number with as many digits as the value of an event may have. */
  private BigDecimal number(String member, Node node) {
    String text = scalar(node);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    EventDraft draft = new EventDraft();
    if (DecimalText.parse(bytes, 0, bytes.length, draft) != null) {
      throw new IllegalArgumentException(member + ": " + text
          + " in a rule (expected: a decimal number as the value of an event may be)");
    }
    return BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale());
  }

  @Override
  public String format(List<EventRule> value) {
    return value.stream().map(RulesKind::format).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String format(EventRule rule) {
    StringBuilder text = new StringBuilder("{type: ").append(YamlText.scalar(rule.type()));
    if (!rule.requiredAttributes().isEmpty()) {
      text.append(", ")
          .append(REQUIRED)
          .append(": ")
          .append(rule.requiredAttributes().stream()
              .map(YamlText::scalar)
              .collect(Collectors.joining(", ", "[", "]")));
    }
    if (rule.valueMin() != null) {
      text.append(", ").append(MIN).append(": ").append(rule.valueMin().toPlainString());
    }
    if (rule.valueMax() != null) {
      text.append(", ").append(MAX).append(": ").append(rule.valueMax().toPlainString());
    }
    return text.append('}').toString();
  }

  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public String expected() {
    return "up to " + EventRule.RULES_MAX
        + " rules, one for each type, such as [{type: vote, required-attributes: [country],"
        + " min-value: 0, max-value: 10}]";
  }

  @Override
  public boolean allows(List<EventRule> value) {
    return value.size() <= EventRule.RULES_MAX
        && value.stream().map(EventRule::type).distinct().count() == value.size();
  }
}
