package io.tallystick.configuration;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML text as nodes that know their lines. */
final class YamlText {

  /** What means itself without quotes, in a list, too. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./][\\w./:%+-]*(?<!:)");

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

  /** {@code text} as a scalar of YAML, anywhere in a document; in quotes where it has to be. */
  static String scalar(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> {
      if (c == '"' || c == '\\') {
        quoted.append('\\').appendCodePoint(c);
      } else if (isPrintable(c)) {
        quoted.appendCodePoint(c);
      } else {
        quoted.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
      }
    });
    return quoted.append('"').toString();
  }

  /** Without what YAML does not let stand in a text, or folds into a space. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }
}
