package io.tallystick.core.receipt;

import org.jspecify.annotations.Nullable;

/** Port: finds events by their identity, as long as the log holds them. Thread-safe. */
public interface ReceiptReader {

  /** What happened to the event; null when the log holds no copy of it. */
  @Nullable
  Receipt find(String source, String id);
}
