package io.tallystick.core.deadletter;

import io.tallystick.core.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event that was acknowledged and could not be counted. Partition and offset name it for ever.
 *
 * @param partition where it stands in the log
 * @param offset where it stands in the partition
 * @param arrivalMillis when the log took it, milliseconds since the epoch
 * @param event as it was accepted
 * @param reason why it could not be counted
 * @param message the same for people, in the form {@code name: value (expected: …)}
 * @param replayOf offset of the dead letter that this was a replay of, in the same partition; -1
 *     when it was none
 * @param closing how it left; null while it is open
 */
public record DeadLetter(
    int partition,
    long offset,
    long arrivalMillis,
    Event event,
    DeadLetterReason reason,
    String message,
    long replayOf,
    @Nullable Closing closing) {

  /** What {@link #replayOf} is when the event was no replay. */
  public static final long NO_REPLAY = -1;

  /** How a dead letter leaves. */
  public enum Outcome {
    /** Its replay was decided, at {@link Closing#replayOffset}. */
    REPLAYED,
    /** Somebody decided that it is not to be counted. */
    DISCARDED
  }

  /**
   * How and when a dead letter left.
   *
   * @param offset of the dead letter, in its partition
   * @param replayOffset offset of the replay, in the same partition; -1 when it was discarded
   * @param note what the one who did it had to say; may be empty
   */
  public record Closing(long offset, Outcome outcome, long replayOffset, String note) {}

  /** This dead letter after {@code closing}. */
  public DeadLetter closed(Closing how) {
    return new DeadLetter(partition, offset, arrivalMillis, event, reason, message, replayOf, how);
  }
}
