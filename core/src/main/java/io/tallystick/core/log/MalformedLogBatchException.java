package io.tallystick.core.log;

/** The bytes are no log batch that this version can read; nothing of them has been used. */
public final class MalformedLogBatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedLogBatchException(String where, Object value, String expected) {
    super("log batch, " + where + ": " + value + " (expected: " + expected + ")");
  }
}
