package io.tallystick.server;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.Closing;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dead letters of one partition in memory; a replay is counted when its value is at most 10. */
final class FakeDeadLetters implements DeadLetters {

  static final long ARRIVAL = 1_763_805_605_250L;

  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  private long end;

  /** Adds one and returns its id. */
  synchronized String add(Event event) {
    DeadLetter letter = letter(event, DeadLetter.NO_REPLAY);
    return letter.id().toString();
  }

  static Event event(String id, String value) {
    return new Event("web", id, "vote", "A", ARRIVAL - 250, new BigDecimal(value), new TreeMap<>());
  }

  private DeadLetter letter(Event event, long replayOf) {
    DeadLetter letter = new DeadLetter(
        0,
        end++,
        ARRIVAL,
        event,
        DeadLetterReason.VALUE_TOO_LARGE,
        "value: " + event.value() + " (expected: <= 10)",
        replayOf,
        null);
    letters.put(letter.offset(), letter);
    return letter;
  }

  @Override
  public synchronized List<DeadLetterCount> counts() {
    return Arrays.stream(DeadLetterReason.values())
        .map(reason -> new DeadLetterCount(
            reason,
            count(reason, State.OPEN),
            count(reason, State.REPLAYED),
            count(reason, State.DISCARDED)))
        .toList();
  }

  private long count(DeadLetterReason reason, State state) {
    return letters.values().stream()
        .filter(letter -> letter.reason() == reason && letter.state() == state)
        .count();
  }

  @Override
  public synchronized @Nullable DeadLetter find(DeadLetterId id) {
    return id.partition() == 0 ? letters.get(id.offset()) : null;
  }

  @Override
  public synchronized Page page(DeadLetterFilter filter, @Nullable Cursor after, int lettersMax) {
    long from = after == null ? 0 : after.offset() + 1;
    long until = after == null ? end : after.endOffset();
    List<DeadLetter> found = new ArrayList<>();
    for (DeadLetter letter : letters.subMap(from, until).values()) {
      if (filter.matches(letter)) {
        if (found.size() == lettersMax) {
          return new Page(found, new Cursor(0, found.get(lettersMax - 1).offset(), until));
        }
        found.add(letter);
      }
    }
    return new Page(found, null);
  }

  @Override
  public synchronized List<Result> replay(List<Replay> replays, String note) {
    return replays.stream()
        .map(replay -> changed(replay.id(), letter -> {
          Event event = replay.edited() == null ? letter.event() : replay.edited();
          boolean counted = event.value().compareTo(BigDecimal.TEN) <= 0;
          long offset = end;
          DeadLetter again = counted ? null : letter(event, letter.offset());
          end = offset + 1;
          DeadLetter closed =
              close(letter, Closing.replayed(letter.offset(), ARRIVAL + 5000, offset, note, event));
          return new Result(
              replay.id(), again == null ? Outcome.COUNTED : Outcome.DEAD_LETTERED, closed, again);
        }))
        .toList();
  }

  @Override
  public synchronized List<Result> discard(List<DeadLetterId> ids, String note) {
    return ids.stream()
        .map(id -> changed(id, letter -> {
          Closing how = Closing.discarded(letter.offset(), ARRIVAL + 5000, note);
          return new Result(id, Outcome.DISCARDED, close(letter, how), null);
        }))
        .toList();
  }

  private DeadLetter close(DeadLetter letter, Closing how) {
    DeadLetter closed = letter.closed(how);
    letters.put(letter.offset(), closed);
    return closed;
  }

  private Result changed(DeadLetterId id, Function<DeadLetter, Result> change) {
    DeadLetter letter = find(id);
    if (letter == null) {
      return new Result(id, Outcome.NOT_FOUND, null, null);
    }
    return switch (letter.state()) {
      case OPEN -> Objects.requireNonNull(change.apply(letter));
      case REPLAYED -> new Result(id, Outcome.ALREADY_REPLAYED, letter, null);
      case DISCARDED -> new Result(id, Outcome.ALREADY_DISCARDED, letter, null);
    };
  }
}
