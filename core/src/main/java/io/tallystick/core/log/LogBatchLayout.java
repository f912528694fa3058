package io.tallystick.core.log;

/** Field numbers and version of the bytes of one log batch; the message is in {@code log.proto}. */
public final class LogBatchLayout {

  /** The version that is written. */
  public static final int VERSION = 1;

  private LogBatchLayout() {}
}
