package io.tallystick.configuration;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What values a key takes: how they are read, checked and written. */
interface Kind<T> {

  /**
   * Reads a value as it stands in a file.
   *
   * @throws IllegalArgumentException if it is not of this kind or out of range; the message is
   *     {@code value (expected: …)}
   */
  default T parse(Node node) {
    if (node instanceof ScalarNode scalar) {
      return parse(scalar.getValue());
    }
    throw new IllegalArgumentException("a list or a section (expected: " + expected() + ")");
  }

  /** Reads a value as it stands in an environment variable or a flag; see {@link #parse(Node)}. */
  T parse(String text);

  /** The text that {@link #parse(String)} reads as {@code value}. */
  String format(T value);

  /** Whether {@link #format} is one word or phrase, and not YAML with structure. */
  default boolean isScalar() {
    return true;
  }

  /** What a reader may write here, such as {@code 0..65535}. */
  String expected();

  /** Whether {@code value} lies in the range. */
  boolean allows(T value);

  /** {@code value} if it lies in the range; otherwise see {@link #parse(Node)}. */
  default T require(T value) {
    if (!allows(value)) {
      throw refused(format(value));
    }
    return value;
  }

  /** The exception that refuses {@code text}. */
  default IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        (text.isEmpty() ? "nothing" : text) + " (expected: " + expected() + ")");
  }

  /** The node that stands for {@code text}. */
  static Node scalar(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
  }
}
