package io.tallystick.flink.archive;

/** The folder is not for this job; trying again does not help. The message says what to do. */
final class ArchiveRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ArchiveRefusedException(String message) {
    super(message);
  }
}
