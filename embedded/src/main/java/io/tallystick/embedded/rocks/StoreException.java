package io.tallystick.embedded.rocks;

import java.nio.file.Path;

/** The storage failed; the message says where, and what to do. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }

  static StoreException opening(Path directory, Exception cause) {
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("lock file") || reason.contains("LOCK")) {
      return new StoreException(
          "data.directory: "
              + directory.toAbsolutePath().getParent()
              + " (expected: used by no other process; stop that one, or name another directory)",
          cause);
    }
    return new StoreException(
        "data.directory: "
            + directory.toAbsolutePath()
            + " cannot be opened: "
            + reason
            + " (expected: a directory of this version that is readable, writable and undamaged)",
        cause);
  }
}
