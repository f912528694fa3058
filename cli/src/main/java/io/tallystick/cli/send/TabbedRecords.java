package io.tallystick.cli.send;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tab-separated values: a line is a record, a tab ends a field, nothing is quoted. */
final class TabbedRecords implements RecordReader {

  private final LineReader lines;
  private final FieldText text;
  private final Header header;

  TabbedRecords(LineReader lines, FieldText text, boolean hasHeader) throws IOException {
    this.lines = lines;
    this.text = text;
    byte[] first = hasHeader ? lines.next() : null;
    this.header = first == null
        ? Header.NONE
        : new Header(List.of(text.decodeLeniently(first).split("\t", -1)));
  }

  @Override
  public List<String> columns() {
    return header.names();
  }

  @Override
  public int column(String name) {
    return header.column(name);
  }

  @Override
  public @Nullable InputRecord next() throws IOException {
    byte[] line = lines.next();
    return line == null ? null : new Tabbed(lines.number(), line, lines.isCut());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private final class Tabbed implements InputRecord {

    private final long line;
    private final byte[] content;
    private final boolean cut;

    Tabbed(long line, byte[] content, boolean cut) {
      this.line = line;
      this.content = content;
      this.cut = cut;
    }

    @Override
    public long line() {
      return line;
    }

    @Override
    public int bytes() {
      return content.length;
    }

    @Override
    public String field(int column) {
      if (cut) {
        throw tooLong(LineReader.LINE_BYTES_MAX);
      }
      int start = 0;
      for (int i = 0; i < column; i++) {
        start = fieldEnd(start) + 1;
        if (start > content.length) {
          return "";
        }
      }
      int end = fieldEnd(start);
      return text.decode(new String(content, start, end - start, StandardCharsets.ISO_8859_1));
    }

    private int fieldEnd(int start) {
      int end = start;
      while (end < content.length && content[end] != '\t') {
        end++;
      }
      return end;
    }

    @Override
    public String original() {
      return text.decodeLeniently(content);
    }
  }

  /** The refusal of a line of more than {@code bytes} bytes. */
  static RefusedException tooLong(int bytes) {
    return new RefusedException(
        ErrorCode.EVENT_TOO_LARGE, "line", "longer", "at most " + bytes + " bytes");
  }
}
