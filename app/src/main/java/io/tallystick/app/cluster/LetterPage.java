package io.tallystick.app.cluster;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetters.Cursor;
import io.tallystick.core.deadletter.DeadLetters.Page;
import io.tallystick.core.publish.PublishedView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for the dead letters that a filter means, until it has found or looked at enough. */
final class LetterPage {

  private static final int EXAMINED_MAX = 10_000;
  private static final int READ_AT_ONCE = 500;

  private final Moment moment;
  private final DeadLetterFilter filter;
  private final int lettersMax;
  private final List<DeadLetter> letters = new ArrayList<>();
  private int examined;

  LetterPage(Moment moment, DeadLetterFilter filter, int lettersMax) {
    this.moment = moment;
    this.filter = filter;
    this.lettersMax = lettersMax;
  }

  /** As {@link io.tallystick.core.deadletter.DeadLetters#page}. */
  Page after(@Nullable Cursor after) {
    Integer only = filter.partition();
    int end = only == null ? moment.partitions() : Math.min(moment.partitions(), only + 1);
    Cursor at = after == null ? begin(only == null ? 0 : only) : after;
    while (at.partition() < end) {
      Cursor stopped = partition(at);
      if (stopped != null) {
        return new Page(letters, stopped);
      }
      at = begin(at.partition() + 1);
    }
    return new Page(letters, null);
  }

  private Cursor begin(int partition) {
    return new Cursor(partition, -1, moment.offset(partition));
  }

  /** Goes on in one partition; returns where it stopped before its end, or null. */
  private @Nullable Cursor partition(Cursor begin) {
    if (!mayHaveAny(begin.partition())) {
      return null;
    }
    long end = Math.min(begin.endOffset(), moment.offset(begin.partition()));
    long offset = begin.offset();
    while (true) {
      List<DeadLetter> some =
          moment.view().deadLetters(begin.partition(), offset + 1, READ_AT_ONCE);
      for (DeadLetter letter : some) {
        if (letter.offset() >= end) {
          return null;
        }
        if (letters.size() == lettersMax || examined == EXAMINED_MAX) {
          return new Cursor(begin.partition(), offset, begin.endOffset());
        }
        examined++;
        offset = letter.offset();
        if (letter.arrivalMillis() >= filter.arrivalEnd()) {
          // arrivals never decrease within a partition
          return null;
        }
        if (filter.matches(letter)) {
          letters.add(letter);
        }
      }
      if (some.size() < READ_AT_ONCE) {
        return null;
      }
    }
  }

  /** Whether the partition has any in that state and of that reason, without looking at one. */
  private boolean mayHaveAny(int partition) {
    PublishedView.Partition published = moment.partition(partition);
    return published != null
        && published.deadLetterCounts().stream()
            .filter(count -> filter.reason() == null || count.reason() == filter.reason())
            .anyMatch(count -> number(count) > 0);
  }

  private long number(DeadLetterCount count) {
    return switch (filter.state()) {
      case OPEN -> count.open();
      case REPLAYED -> count.replayed();
      case DISCARDED -> count.discarded();
    };
  }
}
