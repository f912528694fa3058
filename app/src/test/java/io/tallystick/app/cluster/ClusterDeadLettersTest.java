package io.tallystick.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.deadletter.DeadLetters.Outcome;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: replays and discards of a cluster answer what was published of them, in bounded time. */
class ClusterDeadLettersTest {

  /** As good as for ever: what is published is published soon. */
  private static final long WAIT_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Where nothing is published, however long it waits. */
  private static final long SHORT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final FakeCluster cluster = new FakeCluster();
  private final Moments moments =
      new Moments(cluster, cluster::published, FakeCluster.PARTITIONS, 0);
  private final CountingLog log = new CountingLog();
  private final ClusterDeadLetters letters = new ClusterDeadLetters(moments, log, WAIT_NANOS);

  @BeforeEach
  void publish() throws Exception {
    cluster.counted(0, 5);
    for (int i = 0; i < 3; i++) {
      cluster.put(letter(0, 5 + i, "0" + i));
      cluster.put(letter(1, i, "1" + i));
    }
    MomentsTest.awaitEpoch(moments, cluster);
  }

  @AfterEach
  void close() {
    moments.close();
  }

  private static DeadLetter letter(int partition, long offset, String id) {
    Event event = new Event("s", id, "vote", "A", 0, BigDecimal.TEN, new TreeMap<>());
    return new DeadLetter(
        partition,
        offset,
        1_000 + offset,
        event,
        DeadLetterReason.VALUE_TOO_LARGE,
        "value: too large",
        DeadLetter.NO_REPLAY,
        null);
  }

  private static DeadLetters.Replay replay(int partition, long offset) {
    return new DeadLetters.Replay(new DeadLetterId(partition, offset), null);
  }

  /** Counts what it takes at once, as the job would. */
  private final class CountingLog implements LetterLog {

    private boolean counts = true;
    private boolean fails;

    @Override
    public CompletionStage<Void> append(List<EventLog.Append> appends) {
      if (fails) {
        return CompletableFuture.failedFuture(new IllegalStateException("no broker"));
      }
      LogBatchReader batch = new LogBatchReader();
      for (EventLog.Append append : appends) {
        batch.read(append.batch());
        for (int event = 0; counts && event < batch.count(); event++) {
          decide(append.partition(), batch, event);
        }
      }
      return CompletableFuture.completedFuture(null);
    }

    private void decide(int partition, LogBatchReader batch, int index) {
      Event event = new LoggedEvents().event(batch, index);
      DeadLetter open = letters.find(new DeadLetterId(partition, batch.replayOf(index)));
      if (open == null) {
        throw new AssertionError("a replay of nothing");
      }
      long offset = cluster.end(partition);
      if (event.value().compareTo(BigDecimal.TEN) >= 0) {
        cluster.put(letter(partition, offset, event.id()));
      } else {
        cluster.counted(partition, 1);
      }
      cluster.put(
          open.closed(DeadLetter.Closing.replayed(open.offset(), 2_000, offset, "note", event)));
    }

    @Override
    public CompletionStage<Void> discard(int partition, long offset, String note) {
      DeadLetter open = letters.find(new DeadLetterId(partition, offset));
      if (open != null && counts) {
        cluster.put(open.closed(DeadLetter.Closing.discarded(offset, 2_000, note)));
      }
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  void aReplayIsAnsweredOnceItIsPublished() {
    Event edited = new Event("s", "11", "vote", "A", 0, BigDecimal.ONE, new TreeMap<>());
    List<DeadLetters.Result> results = letters.replay(
        List.of(
            new DeadLetters.Replay(new DeadLetterId(1, 1), edited),
            replay(0, 6),
            replay(0, 1),
            replay(9, 1)),
        "note");
    assertThat(results)
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(
            Outcome.COUNTED, Outcome.DEAD_LETTERED, Outcome.NOT_FOUND, Outcome.NOT_FOUND);
    DeadLetter again = results.get(1).again();
    assertThat(again).isNotNull();
    assertThat(letters.replay(List.of(replay(1, 1)), ""))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.ALREADY_REPLAYED);
  }

  @Test
  void whatIsNotPublishedInTimeIsInFlight() {
    log.counts = false;
    ClusterDeadLetters soon = new ClusterDeadLetters(moments, log, SHORT_WAIT_NANOS);
    assertThat(soon.replay(List.of(replay(1, 1)), ""))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.IN_FLIGHT);
    assertThat(soon.discard(List.of(new DeadLetterId(1, 1)), ""))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.IN_FLIGHT);
  }

  @Test
  void whatTheTopicDoesNotTakeIsRefused() {
    log.fails = true;
    assertThatThrownBy(() -> letters.replay(List.of(replay(1, 1)), ""))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("try again");
  }

  @Test
  void aDiscardIsFinal() {
    List<DeadLetterId> ids = List.of(new DeadLetterId(1, 2));
    assertThat(letters.discard(ids, "x"))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.DISCARDED);
    assertThat(letters.discard(ids, "x"))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.ALREADY_DISCARDED);
    assertThat(letters.replay(List.of(replay(1, 2)), ""))
        .extracting(DeadLetters.Result::outcome)
        .containsExactly(Outcome.ALREADY_DISCARDED);
  }

  @Test
  void pagesGoThroughAllPartitions() {
    DeadLetterFilter open = DeadLetterFilter.of(State.OPEN);
    DeadLetters.Page first = letters.page(open, null, 4);
    assertThat(first.letters())
        .extracting(DeadLetter::id)
        .extracting(Object::toString)
        .containsExactly("0-5", "0-6", "0-7", "1-0");
    DeadLetters.Page last = letters.page(open, first.next(), 4);
    assertThat(last.letters())
        .extracting(DeadLetter::id)
        .extracting(Object::toString)
        .containsExactly("1-1", "1-2");
    assertThat(last.next()).isNull();
    assertThat(letters.page(DeadLetterFilter.of(State.DISCARDED), null, 4).letters())
        .isEmpty();
    assertThat(letters.counts().stream().mapToLong(count -> count.open()).sum()).isEqualTo(6);
  }
}
