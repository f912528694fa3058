package io.tallystick.archive.parquet;

/** The archive is not as it should be, or cannot be written. The message says what to do. */
public final class ArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ArchiveException(String message) {
    super(message);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
