package io.tallystick.cli.send;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values after RFC 4180: a quoted field may hold commas, quotes and line ends. */
final class QuotedRecords implements RecordReader {

  /** Longest field; one that is never closed must not eat the memory. */
  private static final int FIELD_BYTES_MAX = 4 << 20;

  private final CsvReader<CsvRecord> csv;
  private final Iterator<CsvRecord> records;
  private final FieldText text;
  private final char delimiter;
  private final Header header;

  QuotedRecords(InputStream in, FieldText text, char delimiter, boolean hasHeader)
      throws IOException {
    this.text = text;
    this.delimiter = delimiter;
    this.csv = CsvReader.builder()
        .fieldSeparator(delimiter)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(FIELD_BYTES_MAX)
        .ofCsvRecord(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    this.records = csv.iterator();
    CsvRecord first = hasHeader ? read() : null;
    this.header = first == null
        ? Header.NONE
        : new Header(first.getFields().stream().map(text::decode).toList());
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
    CsvRecord record = read();
    return record == null ? null : new Quoted(record);
  }

  private @Nullable CsvRecord read() throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException | UncheckedIOException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }

  private final class Quoted implements InputRecord {

    private final CsvRecord record;

    Quoted(CsvRecord record) {
      this.record = record;
    }

    @Override
    public long line() {
      return record.getStartingLineNumber();
    }

    @Override
    public int bytes() {
      int bytes = 0;
      for (int i = 0; i < record.getFieldCount(); i++) {
        bytes += record.getField(i).length() + 1;
      }
      return bytes;
    }

    @Override
    public String field(int column) {
      return column < record.getFieldCount() ? text.decode(record.getField(column)) : "";
    }

    @Override
    public String original() {
      StringWriter row = new StringWriter();
      try (CsvWriter csvRow = CsvWriter.builder().fieldSeparator(delimiter).build(row)) {
        csvRow.writeRecord(record.getFields());
      } catch (IOException e) {
        throw new AssertionError("memory does not fail", e);
      }
      byte[] bytes = row.toString().getBytes(StandardCharsets.ISO_8859_1);
      return text.decodeLeniently(bytes).stripTrailing();
    }
  }
}
