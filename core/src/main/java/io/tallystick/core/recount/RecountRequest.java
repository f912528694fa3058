package io.tallystick.core.recount;

import org.jspecify.annotations.Nullable;

/**
 * What is to be recounted.
 *
 * @param minuteFrom first minute of event time, in minutes since 1970-01-01T00:00Z; null: from the
 *     beginning
 * @param minuteEnd minute after the last one; null: to the end
 * @param type only events of this type; null: of all types
 * @param repair whether wrong rows are to be rewritten
 */
public record RecountRequest(
    @Nullable Integer minuteFrom,
    @Nullable Integer minuteEnd,
    @Nullable String type,
    boolean repair) {

  /** Everything, changing nothing. */
  public static final RecountRequest ALL = new RecountRequest(null, null, null, false);

  public RecountRequest {
    if (minuteFrom != null && minuteEnd != null && minuteFrom >= minuteEnd) {
      throw new IllegalArgumentException(
          "from: minute " + minuteFrom + " (expected: before to, minute " + minuteEnd + ")");
    }
    if (type != null && type.isEmpty()) {
      throw new IllegalArgumentException("type: empty (expected: an event type)");
    }
  }

  /** Whether all windows are compared. */
  public boolean isWholeTime() {
    return minuteFrom == null && minuteEnd == null;
  }

  /** Whether every event is recounted. */
  public boolean isEverything() {
    return isWholeTime() && type == null;
  }

  /** Whether the window from {@code begin} to {@code end} lies wholly in the range. */
  public boolean holds(int begin, int end) {
    return (minuteFrom == null || begin >= minuteFrom) && (minuteEnd == null || end <= minuteEnd);
  }
}
