package io.tallystick.configuration;

import java.time.Duration;
import java.util.List;

/**
 * A rule between two keys: the first value is at least the second.
 *
 * @param larger the key that must not be smaller
 * @param smaller the key that it must hold
 * @param reason why, for the operator
 */
record Relation<T extends Comparable<? super T>>(Key<T> larger, Key<T> smaller, String reason) {

  static final Relation<Duration> LOG_HOLDS_WINDOW = new Relation<>(
      Keys.LOG_RETENTION,
      Keys.DEDUPLICATION_WINDOW,
      "an event must not leave the log while a copy of it can arrive");
  static final Relation<Duration> LOG_HOLDS_COMMIT = new Relation<>(
      Keys.LOG_RETENTION,
      Keys.PROCESSING_COMMIT_INTERVAL,
      "recovery replays the log from the last commit");
  static final Relation<Long> BODY_HOLDS_EVENT = new Relation<>(
      Keys.EVENTS_MAX_BODY_BYTES, Keys.EVENTS_MAX_EVENT_BYTES, "an event must fit in a body");
  static final Relation<Long> MEMORY_HOLDS_BODY = new Relation<>(
      Keys.SERVER_MAX_IN_FLIGHT_BYTES,
      Keys.EVENTS_MAX_BODY_BYTES,
      "one body must be allowed in flight");

  static final List<Relation<?>> ALL =
      List.of(LOG_HOLDS_WINDOW, LOG_HOLDS_COMMIT, BODY_HOLDS_EVENT, MEMORY_HOLDS_BODY);

  boolean holds(T largerValue, T smallerValue) {
    return largerValue.compareTo(smallerValue) >= 0;
  }

  String problem(T largerValue, T smallerValue) {
    return larger.name() + ": " + larger.kind().format(largerValue) + " (expected: at least "
        + smaller.name() + " = " + smaller.kind().format(smallerValue) + ", because " + reason
        + ")";
  }

  void require(T largerValue, T smallerValue) {
    if (!holds(largerValue, smallerValue)) {
      throw new IllegalArgumentException(problem(largerValue, smallerValue));
    }
  }
}
