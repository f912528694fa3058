package io.tallystick.core.node;

import io.tallystick.core.event.ErrorCode;
import java.util.Locale;

/** Why a node refuses events for a while. What is listed first is reported first. */
public enum Pressure {
  /** A write failed; the node goes on by itself when the disk takes writes again. */
  STORAGE_FAILED(ErrorCode.STORAGE_FAILED, "writes that failed"),
  /** Little space is left on the disk of the data folder. */
  DISK_NEARLY_FULL(ErrorCode.DISK_NEARLY_FULL, "free bytes of the disk"),
  /** More events wait to be counted than configured. */
  LAG_TOO_LONG(ErrorCode.LAG_TOO_LONG, "events waiting to be counted"),
  /** The heap is nearly full of what is needed. */
  MEMORY_SHORT(ErrorCode.MEMORY_SHORT, "bytes of the heap in use"),
  /** More dead letters wait to be replayed or discarded than configured. */
  DEAD_LETTERS_FULL(ErrorCode.DEAD_LETTERS_FULL, "open dead letters");

  private final ErrorCode code;
  private final String measured;

  Pressure(ErrorCode code, String measured) {
    this.code = code;
    this.measured = measured;
  }

  /** What requests are refused with. */
  public ErrorCode code() {
    return code;
  }

  /** What is measured. */
  public String measured() {
    return measured;
  }

  /** The stable text, such as {@code disk-nearly-full}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
