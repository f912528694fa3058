package io.tallystick.core.deadletter;

import io.tallystick.core.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Port: the dead letters of a node. Thread-safe. Calls may wait for the disk, those that change
 * something also for a commit.
 *
 * <p>Does not: check the edits of an event ({@link io.tallystick.core.event.EventRules} does), or
 * count anything itself: a replay is one more entry of the log.
 */
public interface DeadLetters {

  /** Most dead letters that one call returns or changes. */
  int BATCH_MAX = 1_000;

  /** Longest note in bytes of UTF-8. */
  int NOTE_BYTES_MAX = 1_000;

  /**
   * Where a page ended. Bounded by where the log ended when its partition was begun, so that paging
   * comes to an end even when what it finds is replayed and dead-lettered again.
   *
   * @param offset of the last one that was looked at
   * @param endOffset later ones of the partition are not looked at
   */
  record Cursor(int partition, long offset, long endOffset) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})-([0-9]{1,18})-([0-9]{1,18})");

    /** The cursor that {@code text} says, or null when it is none. */
    public static @Nullable Cursor parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      return matcher.matches()
          ? new Cursor(
              Integer.parseInt(matcher.group(1)),
              Long.parseLong(matcher.group(2)) - 1,
              Long.parseLong(matcher.group(3)))
          : null;
    }

    /** {@code partition-next-end}. */
    @Override
    public String toString() {
      return partition + "-" + (offset + 1) + "-" + endOffset;
    }
  }

  /**
   * Some dead letters, by partition and in the order of the log.
   *
   * @param letters perhaps none, even when there are more
   * @param next where to go on; null at the end
   */
  record Page(List<DeadLetter> letters, @Nullable Cursor next) {

    public Page {
      letters = List.copyOf(letters);
    }
  }

  /**
   * What is to be replayed.
   *
   * @param edited what to count in its place, with the same source and id; null: as it is
   */
  record Replay(DeadLetterId id, @Nullable Event edited) {

    /**
     * The event that is to be counted.
     *
     * @param letter the one of {@link #id}
     * @throws IllegalArgumentException when the edited event has another source or id
     */
    public Event event(DeadLetter letter) {
      if (edited == null) {
        return letter.event();
      }
      if (!edited.source().equals(letter.event().source())
          || !edited.id().equals(letter.event().id())) {
        throw new IllegalArgumentException("edited: " + edited.source() + ", " + edited.id()
            + " (expected: the source and id of dead letter " + letter.id() + ")");
      }
      return edited;
    }
  }

  /** What became of one dead letter in a call. */
  enum Outcome {
    /** Its replay was counted. */
    COUNTED("counted"),
    /** Its replay could not be counted either and is a dead letter of its own, open. */
    DEAD_LETTERED("deadLettered"),
    /** Its replay is durable and not decided yet. */
    IN_FLIGHT("inFlight"),
    /** It was discarded by this call. */
    DISCARDED("discarded"),
    /** It had been replayed before; nothing was done. */
    ALREADY_REPLAYED("alreadyReplayed"),
    /** It had been discarded before; nothing was done. */
    ALREADY_DISCARDED("alreadyDiscarded"),
    /** There is no dead letter of that id. */
    NOT_FOUND("notFound");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    /** The word that stands in answers. */
    public String text() {
      return text;
    }
  }

  /**
   * What became of one dead letter.
   *
   * @param letter as it is now; null when it was not found
   * @param again the dead letter that its replay has become; null when it has not
   */
  record Result(
      DeadLetterId id,
      Outcome outcome,
      @Nullable DeadLetter letter,
      @Nullable DeadLetter again) {

    /**
     * The result of a replay, from how the dead letter is afterwards.
     *
     * @param letter null when there is none
     * @param logEnd where the log of its partition ended before the call; the replay of an earlier
     *     offset was not its work
     * @param letterAt the dead letter at an offset of the same partition; null when there is none
     */
    public static Result ofReplay(
        DeadLetterId id,
        @Nullable DeadLetter letter,
        long logEnd,
        LongFunction<@Nullable DeadLetter> letterAt) {
      if (letter == null) {
        return new Result(id, Outcome.NOT_FOUND, null, null);
      }
      DeadLetter.Closing closing = letter.closing();
      if (closing == null) {
        return new Result(id, Outcome.IN_FLIGHT, letter, null);
      }
      if (closing.state() == DeadLetter.State.DISCARDED) {
        return new Result(id, Outcome.ALREADY_DISCARDED, letter, null);
      }
      if (closing.replayOffset() < logEnd) {
        return new Result(id, Outcome.ALREADY_REPLAYED, letter, null);
      }
      DeadLetter again = letterAt.apply(closing.replayOffset());
      return again == null
          ? new Result(id, Outcome.COUNTED, letter, null)
          : new Result(id, Outcome.DEAD_LETTERED, letter, again);
    }

    /**
     * The result of a discard, from how the dead letter is afterwards.
     *
     * @param letter null when there is none
     * @param asked whether it was open before the call, which then asked for its discard
     */
    public static Result ofDiscard(DeadLetterId id, @Nullable DeadLetter letter, boolean asked) {
      if (letter == null) {
        return new Result(id, Outcome.NOT_FOUND, null, null);
      }
      Outcome outcome = switch (letter.state()) {
        case OPEN -> Outcome.IN_FLIGHT;
        case REPLAYED -> Outcome.ALREADY_REPLAYED;
        case DISCARDED -> asked ? Outcome.DISCARDED : Outcome.ALREADY_DISCARDED;
      };
      return new Result(id, outcome, letter, null);
    }
  }

  /**
   * Checks what {@link #replay} or {@link #discard} is asked for.
   *
   * @throws IllegalArgumentException when there are too many, too few or one twice, or the note is
   *     too long
   */
  static void requireChange(List<DeadLetterId> ids, String note) {
    requireSize("ids", ids.size());
    if (Set.copyOf(ids).size() != ids.size()) {
      throw new IllegalArgumentException("ids: one twice (expected: each once)");
    }
    int bytes = note.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > NOTE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "note: " + bytes + " bytes (expected: at most " + NOTE_BYTES_MAX + ")");
    }
  }

  /**
   * Checks how many dead letters a call is about.
   *
   * @throws IllegalArgumentException when it is not 1 to {@link #BATCH_MAX}
   */
  static void requireSize(String name, int size) {
    if (size < 1 || size > BATCH_MAX) {
      throw new IllegalArgumentException(name + ": " + size + " (expected: 1.." + BATCH_MAX + ")");
    }
  }

  /** How many there are of each reason, as of the last commits; without looking at each. */
  List<DeadLetterCount> counts();

  /** The dead letter of that id, in whatever state; null when there is none. */
  @Nullable
  DeadLetter find(DeadLetterId id);

  /**
   * A page of those that are committed. Looks at a bounded number, so it may be short or empty
   * before the end.
   *
   * @param after where the page before ended; null to begin
   * @param lettersMax 1 to {@link #BATCH_MAX}
   */
  Page page(DeadLetterFilter filter, @Nullable Cursor after, int lettersMax);

  /**
   * Appends each open one to the log again. Once this returns what was appended is durable; usually
   * it is also decided and committed. To repeat a call does no harm.
   *
   * @param replays at most {@link #BATCH_MAX}, no id twice
   * @param note who and why, at most {@link #NOTE_BYTES_MAX} bytes; may be empty
   * @return the result of each, in the same order
   */
  List<Result> replay(List<Replay> replays, String note);

  /**
   * Closes each open one without counting it, durably. To repeat a call does no harm.
   *
   * @param ids at most {@link #BATCH_MAX}, none twice
   * @param note as of {@link #replay}
   * @return the result of each, in the same order
   */
  List<Result> discard(List<DeadLetterId> ids, String note);
}
