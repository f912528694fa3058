package io.tallystick.server.ingest;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzip after RFC 1952, any number of members, from array to array. Single-threaded, reused.
 *
 * <p>Does not: skip bytes that follow the last member; they are an error.
 */
final class GzipInflation implements AutoCloseable {

  /*
   * GZIPInputStream would allocate buffers and a stream for each request, and it accepts garbage
   * after a member. Everything here is bounded by the target, which the caller grows.
   */

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] source = new byte[0];
  private int sourceEnd;
  private int at;

  /**
   * Inflates everything into {@code target}.
   *
   * @throws DataFormatException when the source is broken or ends early
   * @throws InflatedBytes.TooLargeException when the target may not grow further
   */
  void inflate(byte[] compressed, int length, InflatedBytes target)
      throws DataFormatException, InflatedBytes.TooLargeException {
    source = compressed;
    sourceEnd = length;
    at = 0;
    try {
      do {
        skipHeader();
        inflateMember(target);
      } while (at < sourceEnd);
    } finally {
      source = new byte[0];
      inflater.reset();
    }
  }

  private void inflateMember(InflatedBytes target)
      throws DataFormatException, InflatedBytes.TooLargeException {
    inflater.reset();
    inflater.setInput(source, at, sourceEnd - at);
    crc.reset();
    int memberStart = target.length();
    while (!inflater.finished()) {
      target.ensureFree();
      int count = inflater.inflate(target.bytes(), target.length(), target.free());
      if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
        throw new DataFormatException("ends early");
      }
      crc.update(target.bytes(), target.length(), count);
      target.advance(count);
    }
    at = sourceEnd - inflater.getRemaining();
    require(TRAILER_BYTES);
    if (littleEndian(at) != (int) crc.getValue()) {
      throw new DataFormatException("wrong checksum");
    }
    if (littleEndian(at + 4) != target.length() - memberStart) {
      throw new DataFormatException("wrong length");
    }
    at += TRAILER_BYTES;
  }

  private void skipHeader() throws DataFormatException {
    int begin = at;
    require(HEADER_BYTES);
    if ((source[at] & 0xff) != 0x1f || (source[at + 1] & 0xff) != 0x8b || source[at + 2] != 8) {
      throw new DataFormatException("no gzip header");
    }
    int flags = source[at + 3];
    if ((flags & FLAGS_RESERVED) != 0) {
      throw new DataFormatException("reserved flags");
    }
    at += HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      require(2);
      int extra = source[at] & 0xff | (source[at + 1] & 0xff) << 8;
      at += 2;
      require(extra);
      at += extra;
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      require(2);
      crc.reset();
      crc.update(source, begin, at - begin);
      if ((source[at] & 0xff | (source[at + 1] & 0xff) << 8) != (crc.getValue() & 0xffff)) {
        throw new DataFormatException("wrong checksum of the header");
      }
      at += 2;
    }
  }

  private void skipText() throws DataFormatException {
    do {
      require(1);
    } while (source[at++] != 0);
  }

  private void require(int bytes) throws DataFormatException {
    if (sourceEnd - at < bytes) {
      throw new DataFormatException("ends early");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int littleEndian(int offset) {
    return source[offset] & 0xff
        | (source[offset + 1] & 0xff) << 8
        | (source[offset + 2] & 0xff) << 16
        | source[offset + 3] << 24;
  }
}
