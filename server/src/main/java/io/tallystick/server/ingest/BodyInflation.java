package io.tallystick.server.ingest;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Inflates compressed bodies, never beyond a limit. Single-threaded, reused. */
final class BodyInflation implements AutoCloseable {

  private final int bytesMax;
  private final InflatedBytes inflated;
  private final GzipInflation gzip = new GzipInflation();
  // loads a native library, which most nodes never need
  private @Nullable ZstdInflation zstd;

  /**
   * @param bytesMax largest body after inflation
   */
  BodyInflation(int bytesMax) {
    this.bytesMax = bytesMax;
    this.inflated = new InflatedBytes(bytesMax);
  }

  /**
   * Inflates {@code length} bytes; the result is valid until {@link #clear()}.
   *
   * @throws RefusedException {@link ErrorCode#MALFORMED_COMPRESSION} or {@link
   *     ErrorCode#BODY_TOO_LARGE}
   */
  InflatedBytes inflate(ContentCoding coding, byte[] body, int length) {
    inflated.clear();
    try {
      if (coding == ContentCoding.GZIP) {
        gzip.inflate(body, length, inflated);
      } else {
        zstd().inflate(body, length, inflated);
      }
      inflated.checkLimit();
      return inflated;
    } catch (DataFormatException e) {
      String reason = e.getMessage() == null ? "broken" : e.getMessage();
      throw new RefusedException(
          ErrorCode.MALFORMED_COMPRESSION,
          "body",
          reason,
          "whole " + coding.name().toLowerCase(Locale.ROOT));
    } catch (InflatedBytes.TooLargeException e) {
      throw new RefusedException(
          ErrorCode.BODY_TOO_LARGE, "body", "more after inflation", "<= " + bytesMax + " bytes");
    }
  }

  private ZstdInflation zstd() {
    ZstdInflation ready = zstd;
    if (ready == null) {
      ready = new ZstdInflation();
      zstd = ready;
    }
    return ready;
  }

  /** Gives back what an unusual request needed. */
  void clear() {
    inflated.clear();
  }

  @Override
  public void close() {
    gzip.close();
    if (zstd != null) {
      zstd.close();
    }
  }
}
