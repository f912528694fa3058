package io.tallystick.server.ingest;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a body is compressed. */
enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /**
   * The coding that a Content-Encoding header names; none means {@link #IDENTITY}.
   *
   * @throws RefusedException for an unknown coding, and for several one after another
   */
  static ContentCoding of(@Nullable String header) {
    if (header == null) {
      return IDENTITY;
    }
    return switch (header.trim().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default ->
        throw new RefusedException(
            ErrorCode.UNSUPPORTED_ENCODING,
            "content-encoding",
            header,
            "one of gzip, zstd, identity");
    };
  }
}
