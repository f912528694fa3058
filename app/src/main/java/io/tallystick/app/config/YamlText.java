package io.tallystick.app.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML text as nodes that know their lines. */
final class YamlText {

  private YamlText() {}

  /**
   * The root of {@code text}; an empty document is an empty scalar.
   *
   * @param label what the text is called in messages
   * @throws IllegalArgumentException if it is not YAML; the message begins with the place
   */
  static Node compose(String label, String text) {
    // keys that are no words are composed, too, so that they are reported with their line
    LoadSettings settings =
        LoadSettings.builder().setLabel(label).setAllowNonScalarKeys(true).build();
    try {
      return new Compose(settings).composeString(text).orElseGet(() -> Kind.scalar(""));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      String place = mark.map(m -> label + ":" + (m.getLine() + 1)).orElse(label);
      throw new IllegalArgumentException(place + ": not YAML, " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(label + ": not YAML, " + e.getMessage(), e);
    }
  }

  /** The line of {@code node}, from 1. */
  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
