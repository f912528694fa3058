package io.tallystick.cli.send;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the records of one input, in order. */
interface RecordReader extends Closeable {

  /** The names in the header; empty when there is no header. */
  List<String> columns();

  /** The index of a column by its name, or -1; all are asked for before the first record. */
  int column(String name);

  /**
   * The next record, or null at the end.
   *
   * @throws IOException also when nothing after this place can be understood
   */
  @Nullable
  InputRecord next() throws IOException;
}
