package io.tallystick.cli.query;

import java.util.ArrayList;
import java.util.List;

/** Lines up columns: texts to the left, numbers to the right. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<String> header;
  private final int texts;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param texts how many of the first columns are texts; the others are numbers
   */
  public TextTable(List<String> header, int texts) {
    this.header = List.copyOf(header);
    this.texts = texts;
  }

  public void add(List<String> row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException("row: " + row + " (expected: one cell for each column)");
    }
    rows.add(List.copyOf(row));
  }

  @Override
  public String toString() {
    int[] widths = new int[header.size()];
    measure(header, widths);
    rows.forEach(row -> measure(row, widths));
    StringBuilder text = new StringBuilder();
    append(header, widths, text);
    rows.forEach(row -> append(row, widths, text));
    return text.toString();
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(row.get(i)));
    }
  }

  private void append(List<String> row, int[] widths, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - length(row.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(i < texts ? row.get(i) + pad : pad + row.get(i));
    }
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
