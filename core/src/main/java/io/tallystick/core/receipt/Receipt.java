package io.tallystick.core.receipt;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.rollup.Dimension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the event of one source and id: every copy of it that the log still holds.
 *
 * @param copies in the order of the log, at least one
 */
public record Receipt(List<Copy> copies) {

  public Receipt {
    copies = List.copyOf(copies);
    if (copies.isEmpty()) {
      throw new IllegalArgumentException("copies: none (expected: at least 1)");
    }
  }

  /**
   * The copy that says what became of the event: the one that was counted; else the last one that
   * is dead-lettered; else one in flight; else the first duplicate of a copy that the log no longer
   * holds.
   */
  public Copy decisive() {
    for (Fate fate : List.of(Fate.COUNTED, Fate.DEAD_LETTERED, Fate.IN_FLIGHT)) {
      for (int i = copies.size() - 1; i >= 0; i--) {
        if (copies.get(i).fate() == fate) {
          return copies.get(i);
        }
      }
    }
    return copies.get(0);
  }

  /**
   * One copy of the event.
   *
   * @param event as it was accepted
   * @param offset where it stands in the log of its partition
   * @param arrivalMillis when the log took it, milliseconds since the epoch
   * @param committedMillis when its fate was committed; null while that is pending
   * @param counted dimensions whose series it was added to; empty unless it was counted
   * @param duplicateOf offset, in the same partition, of the copy before it that made it a
   *     duplicate; null when it is none, or when the log no longer holds that copy
   * @param deadLetter why it could not be counted; null when it is no dead letter
   */
  public record Copy(
      Event event,
      Fate fate,
      int partition,
      long offset,
      long arrivalMillis,
      @Nullable Long committedMillis,
      List<Dimension> counted,
      @Nullable Long duplicateOf,
      @Nullable DeadLetter deadLetter) {

    public Copy {
      counted = List.copyOf(counted);
    }
  }
}
