package io.tallystick.core.process;

import io.tallystick.core.event.Event;
import io.tallystick.core.rollup.Dimension;
import java.util.ArrayList;
import java.util.List;

/**
 * The stretch of one partition's log in which a dimension was counted. A dimension that is declared
 * later counts from then on; whoever recounts has to know since when.
 *
 * @param dimension what was counted
 * @param fromOffset first offset that was
 * @param endOffset offset after the last one; {@link #OPEN} while it still is
 */
public record DimensionSpan(Dimension dimension, long fromOffset, long endOffset) {

  /** The end of a span that has not ended. */
  public static final long OPEN = Long.MAX_VALUE;

  /** Whether the event at {@code offset} was counted in the dimension. */
  public boolean contains(long offset) {
    return offset >= fromOffset && offset < endOffset;
  }

  /** What the event at {@code offset} was counted in: the dimensions that were and that it has. */
  public static List<Dimension> counted(List<DimensionSpan> spans, long offset, Event event) {
    List<Dimension> counted = new ArrayList<>();
    for (DimensionSpan span : spans) {
      if (span.contains(offset) && hasAll(event, span.dimension)) {
        counted.add(span.dimension);
      }
    }
    return counted;
  }

  private static boolean hasAll(Event event, Dimension dimension) {
    for (String name : dimension.names()) {
      if (!name.equals(Dimension.SUBJECT_NAME) && !event.attributes().containsKey(name)) {
        return false;
      }
    }
    return true;
  }

  /** The spans after {@code known} when exactly {@code counted} is counted from {@code offset} on. */
  public static List<DimensionSpan> next(
      List<DimensionSpan> known, List<Dimension> counted, long offset) {
    List<DimensionSpan> next = new ArrayList<>();
    List<Dimension> open = new ArrayList<>();
    for (DimensionSpan span : known) {
      if (span.endOffset != OPEN) {
        next.add(span);
      } else if (counted.contains(span.dimension)) {
        next.add(span);
        open.add(span.dimension);
      } else if (span.fromOffset < offset) {
        next.add(new DimensionSpan(span.dimension, span.fromOffset, offset));
      }
    }
    for (Dimension dimension : counted) {
      if (!open.contains(dimension)) {
        next.add(new DimensionSpan(dimension, offset, OPEN));
      }
    }
    return List.copyOf(next);
  }
}
