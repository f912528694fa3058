package io.tallystick.cli.send;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits bytes into lines, in bounded memory. */
final class LineReader implements Closeable {

  /** Longest line in bytes; of a longer one only the beginning is kept. */
  static final int LINE_BYTES_MAX = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private int position;
  private int end;
  private byte[] line = new byte[1024];
  private int length;
  private long number;
  private boolean cut;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line that is not blank, without its end; null at the end. */
  byte @Nullable [] next() throws IOException {
    while (read()) {
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      if (!isBlank()) {
        return Arrays.copyOf(line, length);
      }
    }
    return null;
  }

  /** The number of the line that {@link #next()} gave, from 1. */
  long number() {
    return number;
  }

  /** Whether that line was longer than {@link #LINE_BYTES_MAX}. */
  boolean isCut() {
    return cut;
  }

  private boolean read() throws IOException {
    length = 0;
    cut = false;
    boolean any = false;
    while (position < end || fill()) {
      any = true;
      int start = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      append(start, position - start);
      if (position < end) {
        position++;
        break;
      }
    }
    if (any) {
      number++;
    }
    return any;
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  private void append(int start, int count) {
    int kept = Math.min(count, LINE_BYTES_MAX - length);
    cut |= kept < count;
    if (length + kept > line.length) {
      line = Arrays.copyOf(line, Math.max(length + kept, 2 * line.length));
    }
    System.arraycopy(buffer, start, line, length, kept);
    length += kept;
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
