package io.tallystick.core.recount;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: starts recounts and says how they go, one at a time. Thread-safe.
 *
 * <p>Does not: wait. Reports of before the last start of the node are not kept; what was repaired
 * is.
 */
public interface Recounts {

  /**
   * Starts a recount.
   *
   * @return its first report; null when another one is running
   */
  @Nullable
  RecountReport start(RecountRequest request);

  /** The report of a recount; null when there is none of that number. */
  @Nullable
  RecountReport find(long id);

  /** The report of the last recount; null before the first. */
  @Nullable
  RecountReport latest();

  /** The rows that recounts have rewritten, newest first. */
  List<RowRepair.Recorded> repairs(int countMax);
}
