package io.tallystick.core.rollup;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.function.Supplier;

/**
 * A view has grown too old to be read: what it would need has been replaced meanwhile. A new view
 * can be read.
 */
public final class OutdatedViewException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int ATTEMPTS = 4;

  /**
   * @param detail which view, and what has replaced it
   */
  public OutdatedViewException(String detail) {
    super(detail);
  }

  /**
   * What {@code work} brings, which opens a view of its own each time.
   *
   * @throws RefusedException {@link ErrorCode#UNAVAILABLE} when several views in a row were too
   *     slow to read
   */
  public static <T> T retry(Supplier<T> work) {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return work.get();
      } catch (OutdatedViewException again) {
        // the next view is newer
      }
    }
    try {
      return work.get();
    } catch (OutdatedViewException e) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE,
          "view",
          e.getMessage() + ", " + ATTEMPTS + " times",
          "read before it is replaced twice; a shorter range, or try again later");
    }
  }
}
