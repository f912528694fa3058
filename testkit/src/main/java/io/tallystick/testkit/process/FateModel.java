package io.tallystick.testkit.process;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must become of each event of one partition: slow and hard to get wrong. Can be copied at any
 * moment, as a commit keeps a state.
 *
 * <p>Knows two kinds of time between two copies of an event only: less than the window of
 * deduplication, and at least twice the window. What lies between is for the tests of
 * deduplication.
 */
public final class FateModel {

  private final int partition;
  private final long windowMillis;
  private final BigDecimal magnitudeEnd;
  private final Map<String, EventRule> rules = new HashMap<>();
  private final Map<List<String>, Long> lastSeen;
  private final TreeMap<Long, DeadLetter> letters;
  private final List<Event> counted;
  private final List<Fate> fates;
  private BigDecimal magnitude;

  /**
   * A partition in which nothing has happened.
   *
   * @param magnitudeEnd what the sum of all magnitudes must stay below
   */
  public FateModel(
      int partition, long windowMillis, List<EventRule> rules, BigDecimal magnitudeEnd) {
    this.partition = partition;
    this.windowMillis = windowMillis;
    this.magnitudeEnd = magnitudeEnd;
    rules.forEach(rule -> this.rules.put(rule.type(), rule));
    lastSeen = new HashMap<>();
    letters = new TreeMap<>();
    counted = new ArrayList<>();
    fates = new ArrayList<>();
    magnitude = BigDecimal.ZERO;
  }

  /** A copy that goes on with other rules. */
  public FateModel(FateModel other, List<EventRule> rules) {
    partition = other.partition;
    windowMillis = other.windowMillis;
    magnitudeEnd = other.magnitudeEnd;
    rules.forEach(rule -> this.rules.put(rule.type(), rule));
    lastSeen = new HashMap<>(other.lastSeen);
    letters = new TreeMap<>(other.letters);
    counted = new ArrayList<>(other.counted);
    fates = new ArrayList<>(other.fates);
    magnitude = other.magnitude;
  }

  /**
   * Decides the next event of the log.
   *
   * @param replayOf offset of the dead letter that it says it replays, or -1
   */
  public Fate decide(long arrivalMillis, Event event, long replayOf, String note) {
    long offset = fates.size();
    Long seen = lastSeen.put(List.of(event.source(), event.id()), arrivalMillis);
    boolean first = seen == null || arrivalMillis - seen >= 2 * windowMillis;
    DeadLetter open = open(event);
    boolean decided;
    if (replayOf < 0) {
      decided = first && open == null;
    } else {
      decided = open != null && open.offset() == replayOf;
      if (open != null && decided) {
        letters.put(
            replayOf,
            open.closed(DeadLetter.Closing.replayed(replayOf, arrivalMillis, offset, note, event)));
      }
    }
    Fate fate = decided ? count(offset, arrivalMillis, event, replayOf) : Fate.DUPLICATE;
    fates.add(fate);
    return fate;
  }

  private @Nullable DeadLetter open(Event event) {
    for (DeadLetter letter : letters.values()) {
      if (letter.closing() == null
          && letter.event().id().equals(event.id())
          && letter.event().source().equals(event.source())) {
        return letter;
      }
    }
    return null;
  }

  private Fate count(long offset, long arrivalMillis, Event event, long replayOf) {
    boolean canary = event.source().equals(CanaryEvents.SOURCE);
    DeadLetterReason reason = canary ? null : broken(event);
    if (reason == null && magnitude.add(event.value().abs()).compareTo(magnitudeEnd) >= 0) {
      reason = DeadLetterReason.SUM_OVERFLOW;
    }
    if (reason == null) {
      magnitude = magnitude.add(event.value().abs());
      counted.add(event);
      return Fate.COUNTED;
    }
    if (!canary) {
      letters.put(
          offset,
          new DeadLetter(partition, offset, arrivalMillis, event, reason, "", replayOf, null));
    }
    return Fate.DEAD_LETTERED;
  }

  private @Nullable DeadLetterReason broken(Event event) {
    EventRule rule = rules.get(event.type());
    if (rule == null) {
      return null;
    }
    for (String name : rule.requiredAttributes()) {
      if (event.attributes().getOrDefault(name, "").isEmpty()) {
        return DeadLetterReason.ATTRIBUTE_MISSING;
      }
    }
    if (rule.valueMin() != null && event.value().compareTo(rule.valueMin()) < 0) {
      return DeadLetterReason.VALUE_TOO_SMALL;
    }
    return rule.valueMax() != null && event.value().compareTo(rule.valueMax()) > 0
        ? DeadLetterReason.VALUE_TOO_LARGE
        : null;
  }

  /** Closes an open dead letter; false when it is not open. */
  public boolean discard(long offset, long nowMillis, String note) {
    DeadLetter letter = letters.get(offset);
    if (letter == null || letter.closing() != null) {
      return false;
    }
    letters.put(offset, letter.closed(DeadLetter.Closing.discarded(offset, nowMillis, note)));
    return true;
  }

  /** The fate of each event, by its offset. */
  public List<Fate> fates() {
    return fates;
  }

  /** Every event that was counted. */
  public List<Event> counted() {
    return counted;
  }

  /** Every dead letter, open and closed, by its offset; without its message. */
  public TreeMap<Long, DeadLetter> letters() {
    return letters;
  }

  /** The sum of the magnitudes of all that was counted. */
  public BigDecimal magnitude() {
    return magnitude;
  }
}
