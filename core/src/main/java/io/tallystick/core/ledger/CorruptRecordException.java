package io.tallystick.core.ledger;

import org.jspecify.annotations.Nullable;

/** Stored bytes are not what their layout writes; the message says which. */
public final class CorruptRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorruptRecordException(String message) {
    super(message);
  }

  public CorruptRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
