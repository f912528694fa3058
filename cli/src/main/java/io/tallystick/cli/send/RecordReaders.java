package io.tallystick.cli.send;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens inputs.
 *
 * @param charset of fields in delimited files
 * @param delimiter between the fields of comma-separated values
 * @param hasHeader whether delimited files begin with the names of their columns
 */
record RecordReaders(Charset charset, char delimiter, boolean hasHeader) {

  RecordReader open(Input input, InputStream standardInput, AtomicLong bytesRead)
      throws IOException {
    InputStream stream = input.open(standardInput, bytesRead);
    return switch (input.format()) {
      case NDJSON -> new JsonRecords(new LineReader(stream));
      case TSV -> new TabbedRecords(new LineReader(stream), new FieldText(charset), hasHeader);
      case CSV -> new QuotedRecords(stream, new FieldText(charset), delimiter, hasHeader);
    };
  }
}
