package io.tallystick.core.deadletter;

import io.tallystick.core.event.Event;
import java.util.Locale;
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
 * @param replayOf offset of the dead letter that this was a replay of, in the same partition;
 *     {@link #NO_REPLAY} when it was none
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

  /** Where a dead letter is in its life: it is open, then one of the others, for ever. */
  public enum State {
    /** It waits to be replayed or discarded. */
    OPEN,
    /** Its replay was decided, at {@link Closing#replayOffset}. */
    REPLAYED,
    /** Somebody decided that it is not to be counted. */
    DISCARDED;

    /** The word that stands in answers, such as {@code open}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that word; null when there is none. */
    public static @Nullable State of(String text) {
      for (State state : values()) {
        if (state.text().equals(text)) {
          return state;
        }
      }
      return null;
    }
  }

  /**
   * How and when a dead letter left.
   *
   * @param offset of the dead letter, in its partition
   * @param state {@link State#REPLAYED} or {@link State#DISCARDED}
   * @param closedMillis when: the arrival of the replay, or the decision to discard
   * @param replayOffset offset of the replay, in the same partition; {@link #NO_REPLAY} when it was
   *     discarded
   * @param note what the one who did it had to say; may be empty
   * @param replayed the event as it was replayed, perhaps edited; null when it was discarded
   */
  public record Closing(
      long offset,
      State state,
      long closedMillis,
      long replayOffset,
      String note,
      @Nullable Event replayed) {

    /** It was replayed. */
    public static Closing replayed(
        long offset, long closedMillis, long replayOffset, String note, Event replayed) {
      return new Closing(offset, State.REPLAYED, closedMillis, replayOffset, note, replayed);
    }

    /** It was discarded. */
    public static Closing discarded(long offset, long closedMillis, String note) {
      return new Closing(offset, State.DISCARDED, closedMillis, NO_REPLAY, note, null);
    }
  }

  public DeadLetterId id() {
    return new DeadLetterId(partition, offset);
  }

  public State state() {
    return closing == null ? State.OPEN : closing.state();
  }

  /** This dead letter after {@code how}. */
  public DeadLetter closed(Closing how) {
    return new DeadLetter(partition, offset, arrivalMillis, event, reason, message, replayOf, how);
  }

  /** This dead letter as it was before it left. */
  public DeadLetter reopened() {
    return new DeadLetter(partition, offset, arrivalMillis, event, reason, message, replayOf, null);
  }
}
