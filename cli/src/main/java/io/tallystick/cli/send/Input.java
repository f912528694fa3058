package io.tallystick.cli.send;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One thing to read.
 *
 * @param shown how messages call it
 * @param name what makes the ids of its lines its own
 * @param path null: standard input
 * @param format how it holds its records
 */
record Input(String shown, String name, @Nullable Path path, InputFormat format) {

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BOM_UTF16_BIG = 0xfeff;
  private static final int BOM_UTF16_LITTLE = 0xfffe;
  private static final int BOM_UTF8 = 0xefbbbf;

  /** {@code name} without a {@code .gz} at its end. */
  static String withoutGz(String name) {
    boolean zipped = name.toLowerCase(Locale.ROOT).endsWith(".gz");
    return zipped ? name.substring(0, name.length() - ".gz".length()) : name;
  }

  /** Size in bytes as it lies on disk; 0 when that is unknown. */
  long bytes() throws IOException {
    return path == null ? 0 : Files.size(path);
  }

  /**
   * Its text, decompressed, without a byte order mark.
   *
   * @param standardInput what is read when there is no path
   * @param bytesRead counts what is read from the disk
   */
  InputStream open(InputStream standardInput, AtomicLong bytesRead) throws IOException {
    InputStream raw = path == null ? standardInput : Files.newInputStream(path);
    InputStream counted = new BufferedInputStream(new Counting(raw, bytesRead), BUFFER_BYTES);
    InputStream text = counted;
    if (peek(counted, 2) == GZIP_MAGIC) {
      text = new BufferedInputStream(new GZIPInputStream(counted, BUFFER_BYTES), BUFFER_BYTES);
    }
    int mark = peek(text, 2);
    if (mark == BOM_UTF16_BIG || mark == BOM_UTF16_LITTLE) {
      text.close();
      throw new IOException("UTF-16 (expected: UTF-8, or an 8-bit character set with --charset)");
    }
    if (peek(text, 3) == BOM_UTF8) {
      text.skipNBytes(3);
    }
    return text;
  }

  private static int peek(InputStream stream, int count) throws IOException {
    stream.mark(count);
    int value = 0;
    for (byte b : stream.readNBytes(count)) {
      value = value << 8 | b & 0xff;
    }
    stream.reset();
    return value;
  }

  private static final class Counting extends FilterInputStream {

    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        count.incrementAndGet();
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        count.addAndGet(read);
      }
      return read;
    }
  }
}
