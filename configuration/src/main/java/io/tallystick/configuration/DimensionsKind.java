package io.tallystick.configuration;

import io.tallystick.core.rollup.Dimension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A list of attribute names, and of lists of names for combinations. */
final class DimensionsKind implements Kind<List<Dimension>> {

  /** Every event adds to one series of each dimension, so that each one costs. */
  static final int DIMENSIONS_MAX = 16;

  /* Names that mean something else in a query or in its answer. */
  private static final Set<String> RESERVED = Set.of(
      "type",
      "dimension",
      "function",
      "start",
      "end",
      "granularity",
      "k",
      "points",
      "count",
      "sum",
      "average",
      "min",
      "max");

  @Override
  public List<Dimension> parse(String text) {
    return parse(YamlText.compose("dimensions", text));
  }

  @Override
  public List<Dimension> parse(Node node) {
    List<Dimension> dimensions = new ArrayList<>();
    for (Node entry : elements(node)) {
      List<String> names = new ArrayList<>();
      for (Node name : entry instanceof SequenceNode ? elements(entry) : List.of(entry)) {
        if (!(name instanceof ScalarNode scalar)) {
          throw refused("a list or a section in place of a name");
        }
        names.add(checkedName(scalar.getValue()));
      }
      dimensions.add(dimension(names));
    }
    return require(List.copyOf(dimensions));
  }

  private List<Node> elements(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw refused(node instanceof ScalarNode scalar ? scalar.getValue() : "a section");
  }

  private static String checkedName(String name) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(
          name + " (expected: a name that is not a word of the query API)");
    }
    return name;
  }

  private static Dimension dimension(List<String> names) {
    try {
      return new Dimension(names);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(message.substring(message.indexOf(": ") + 2), e);
    }
  }

  @Override
  public String format(List<Dimension> value) {
    return value.stream().map(DimensionsKind::format).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String format(Dimension dimension) {
    List<String> names = dimension.names().stream().map(YamlText::scalar).toList();
    return names.size() == 1 ? names.get(0) : "[" + String.join(", ", names) + "]";
  }

  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public String expected() {
    return "up to " + DIMENSIONS_MAX
        + " distinct names or lists of names, such as [country, [subject, country]]";
  }

  @Override
  public boolean allows(List<Dimension> value) {
    Set<Set<String>> distinct = new HashSet<>();
    value.forEach(dimension -> distinct.add(Set.copyOf(dimension.names())));
    return value.size() <= DIMENSIONS_MAX && distinct.size() == value.size();
  }
}
