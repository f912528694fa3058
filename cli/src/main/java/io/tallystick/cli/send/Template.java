package io.tallystick.cli.send;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Text made from columns: a column's name alone, or text with names in braces such as {@code
 * {channel}/{page}}.
 */
final class Template {

  private record Part(String text, int column) {}

  private static final int LITERAL = -1;

  private final List<Part> parts;
  private final String source;

  private Template(List<Part> parts, String source) {
    this.parts = parts;
    this.source = source;
  }

  /** Always {@code text}. */
  static Template literal(String text) {
    return new Template(List.of(new Part(text, LITERAL)), text);
  }

  /**
   * Reads a template.
   *
   * @param column finds the index of a column by its name
   * @throws IllegalArgumentException when a brace is not closed
   */
  static Template of(String source, ToIntFunction<String> column) {
    if (source.indexOf('{') < 0) {
      return new Template(List.of(new Part(source, column.applyAsInt(source))), source);
    }
    List<Part> parts = new ArrayList<>();
    int position = 0;
    for (int open = source.indexOf('{'); open >= 0; open = source.indexOf('{', position)) {
      int close = source.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException(source + " (expected: a } for every {)");
      }
      parts.add(new Part(source.substring(position, open), LITERAL));
      String name = source.substring(open + 1, close);
      parts.add(new Part(name, column.applyAsInt(name)));
      position = close + 1;
    }
    parts.add(new Part(source.substring(position), LITERAL));
    return new Template(parts, source);
  }

  /** The text for a record; empty when all of its columns are. */
  String text(InputRecord record) {
    if (parts.size() == 1) {
      Part only = parts.get(0);
      return only.column == LITERAL ? only.text : record.field(only.column);
    }
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (Part part : parts) {
      String piece = part.column == LITERAL ? part.text : record.field(part.column);
      any |= part.column != LITERAL && !piece.isEmpty();
      text.append(piece);
    }
    return any ? text.toString() : "";
  }

  /** As the user wrote it. */
  @Override
  public String toString() {
    return source;
  }
}
