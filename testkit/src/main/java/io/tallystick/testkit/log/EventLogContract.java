package io.tallystick.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} must do. A test of an adapter implements it. */
public interface EventLogContract {

  /** Partitions of the logs that the contract asks for. */
  int PARTITIONS = 3;

  /** A time to set clocks to. */
  long NOW = 1_795_341_600_000L;

  /**
   * A log of {@link #PARTITIONS} partitions on the medium of this test, as after a restart; the
   * first finds it empty. The contract closes what it opens before it opens again.
   *
   * @param clock milliseconds since the epoch, from which the log takes arrival times
   */
  EventLog openLog(LongSupplier clock);

  @Test
  default void isEmptyAtFirst() {
    try (EventLog log = openLog(() -> NOW)) {
      assertThat(log.partitions()).isEqualTo(PARTITIONS);
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(log.begin(partition)).isZero();
        assertThat(log.end(partition)).isZero();
        assertThat(log.read(partition, 0)).isNull();
      }
    }
  }

  @Test
  default void offsetsCountEventsWithoutGaps() throws Exception {
    try (EventLog log = openLog(() -> NOW)) {
      List<EventLog.Append> appended = new ArrayList<>();
      for (int count : new int[] {1, 3, 1, 250, 2}) {
        EventLog.Append append = batch(1, count, appended.size());
        appended.add(append);
        append(log, append);
      }

      assertThat(log.end(1)).isEqualTo(257);
      assertSame(readAll(log, 1), appended);
      assertThat(log.read(1, 257)).isNull();
      assertThat(log.end(0)).isZero();
      assertThat(log.read(0, 0)).isNull();
    }
  }

  @Test
  default void goingFromEntryToEntryIsReading() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (EventLog log = openLog(() -> NOW)) {
      List<EventLog.Append> appended = new ArrayList<>();
      List<EventLog.Entry> entries = new ArrayList<>();
      long offset = 0;
      for (int round = 0; round < 200; round++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          EventLog.Append append = batch(1, 1 + random.nextInt(50), appended.size());
          appended.add(append);
          append(log, append, batch(2, 1, appended.size()));
        }
        for (int i = random.nextInt(4); i > 0 && offset < log.end(1); i--) {
          // not everybody who processes a partition does so by this method alone
          EventLog.Entry entry = Objects.requireNonNull(
              random.nextInt(5) == 0 ? log.read(1, offset) : log.next(1, offset),
              "entry at " + offset + ", seed " + seed);
          entries.add(entry);
          offset += entry.count();
        }
      }
      while (offset < log.end(1)) {
        EventLog.Entry entry = Objects.requireNonNull(log.next(1, offset), "seed " + seed);
        entries.add(entry);
        offset += entry.count();
      }

      assertThat(log.next(1, offset)).as("seed %s", seed).isNull();
      assertSame(entries, appended);
      assertThat(entries.stream().map(EventLog.Entry::offset))
          .as("seed %s", seed)
          .isEqualTo(readAll(log, 1).stream().map(EventLog.Entry::offset).toList());
    }
  }

  @Test
  default void oneAppendReachesAllItsPartitions() throws Exception {
    try (EventLog log = openLog(() -> NOW)) {
      EventLog.Append first = batch(2, 2, 1);
      EventLog.Append other = batch(0, 5, 2);
      EventLog.Append second = batch(2, 4, 3);

      append(log, first, other, second);

      assertSame(readAll(log, 0), List.of(other));
      assertSame(readAll(log, 1), List.of());
      assertSame(readAll(log, 2), List.of(first, second));
    }
  }

  @Test
  default void whatCannotBeTakenWholeIsNotTakenAtAll() throws Exception {
    try (EventLog log = openLog(() -> NOW)) {
      append(log, batch(0, 1, 1));

      assertThatThrownBy(() -> append(log, batch(0, 2, 2), batch(PARTITIONS, 1, 3)))
          .isInstanceOf(Exception.class);

      assertThat(log.end(0)).isEqualTo(1);
      EventLog.Append next = batch(0, 3, 4);
      append(log, next);
      assertSame(readAll(log, 0).subList(1, 2), List.of(next));
    }
  }

  @Test
  default void arrivalNeverDecreasesWhateverTheClockDoes() throws Exception {
    AtomicLong clock = new AtomicLong(NOW);
    try (EventLog log = openLog(clock::get)) {
      append(log, batch(0, 1, 1));
      clock.set(NOW + 10);
      append(log, batch(0, 1, 2));
      clock.set(NOW - 3_600_000);
      append(log, batch(0, 1, 3));
    }
    try (EventLog log = openLog(clock::get)) {
      append(log, batch(0, 1, 4));
      clock.set(NOW + 20);
      append(log, batch(0, 1, 5));

      assertThat(readAll(log, 0))
          .extracting(EventLog.Entry::arrivalMillis)
          .containsExactly(NOW, NOW + 10, NOW + 10, NOW + 10, NOW + 20);
    }
  }

  @Test
  default void reopenedLogGoesOnWhereItStood() throws Exception {
    List<EventLog.Append> appended = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (EventLog log = openLog(() -> NOW)) {
        assertSame(readAll(log, 1), appended);
        EventLog.Append append = batch(1, 10 + round, round);
        appended.add(append);
        append(log, append, batch(2, 1, round));
        assertSame(readAll(log, 1), appended);
        assertThat(log.end(2)).isEqualTo(round + 1);
      }
    }
  }

  @Test
  default void trimmingKeepsEveryLaterEntry() throws Exception {
    try (EventLog log = openLog(() -> NOW)) {
      List<EventLog.Append> appended = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        appended.add(batch(0, 10, i));
        append(log, appended.get(i), batch(1, 1, i));
      }

      log.trim(0, 0);
      assertSame(readAll(log, 0), appended);

      // inside of the sixth entry, which therefore stays
      log.trim(0, 55);
      assertThat(log.begin(0)).isLessThanOrEqualTo(50);
      assertKept(log, 0, appended);

      log.trim(0, 20);
      assertKept(log, 0, appended);
      assertThat(log.begin(1)).as("another partition").isZero();
      assertThat(readAll(log, 1)).hasSize(10);
    }
  }

  /** Nothing is left to tell where the partition stood, unless the log remembers it. */
  @Test
  default void offsetsAndArrivalsOutliveTrimmingEverything() throws Exception {
    try (EventLog log = openLog(() -> NOW)) {
      append(log, batch(0, 7, 1), batch(1, 1, 1));
      log.trim(0, 7);
    }
    try (EventLog log = openLog(() -> NOW - 1000)) {
      assertThat(log.end(0)).isEqualTo(7);
      assertThat(log.read(0, 7)).isNull();
      EventLog.Append append = batch(0, 2, 2);
      append(log, append);

      List<EventLog.Entry> entries = readAll(log, 0);
      assertSame(entries, List.of(append));
      assertThat(entries.get(0).offset()).isEqualTo(7);
      assertThat(entries.get(0).arrivalMillis()).isEqualTo(NOW);
    }
  }

  @Test
  default void concurrentAppendsLoseNothingAndKeepTheirOrder() throws Exception {
    int writers = 6;
    int rounds = 40;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try (EventLog log = openLog(() -> NOW)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int name = writer;
        running.add(threads.submit(() -> {
          for (int round = 0; round < rounds; round++) {
            append(log, batch(0, 1 + round % 3, name, round), batch(1, 1, name, round));
          }
          return null;
        }));
      }
      for (Future<?> writer : running) {
        writer.get(60, TimeUnit.SECONDS);
      }

      for (int partition = 0; partition < 2; partition++) {
        int[] next = new int[writers];
        for (EventLog.Entry entry : readAll(log, partition)) {
          String[] parts = EventValues.of(entry.batch()).get(0).subject().split("/");
          int writer = Integer.parseInt(parts[0]);
          assertThat(Integer.parseInt(parts[1]))
              .as("partition %d, writer %d", partition, writer)
              .isEqualTo(next[writer]++);
        }
        assertThat(next).containsOnly(rounds);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  default void aClosedLogTakesNothing() throws Exception {
    EventLog log = openLog(() -> NOW);
    append(log, batch(0, 1, 1));
    log.close();

    assertThatThrownBy(() -> append(log, batch(0, 1, 2))).isInstanceOf(Exception.class);

    try (EventLog reopened = openLog(() -> NOW)) {
      assertThat(reopened.end(0)).isEqualTo(1);
    }
  }

  /** Appends and waits. */
  private static void append(EventLog log, EventLog.Append... appends) throws Exception {
    log.append(List.of(appends)).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** A batch of {@code count} events that no other {@code name} has. */
  private static EventLog.Append batch(int partition, int count, int... name) {
    String prefix = Arrays.stream(name)
        .mapToObj(Integer::toString)
        .reduce("", (left, right) -> left.isEmpty() ? right : left + "/" + right);
    LogBatchWriter writer = new LogBatchWriter();
    EventDraft draft = new EventDraft();
    for (int i = 0; i < count; i++) {
      draft.source().set("default");
      draft.id().set("id-" + partition + "/" + prefix + "/" + i);
      draft.type().set("view");
      draft.subject().set(prefix);
      draft.timeMillis(NOW - i);
      writer.add(draft);
    }
    return new EventLog.Append(partition, count, writer.toByteArray(), writer.timeMillisMin());
  }

  /** All entries from the beginning that is kept, which must follow each other up to the end. */
  private static List<EventLog.Entry> readAll(EventLog log, int partition) {
    List<EventLog.Entry> entries = new ArrayList<>();
    long offset = log.begin(partition);
    long arrivalMillis = Long.MIN_VALUE;
    while (true) {
      EventLog.Entry entry = log.read(partition, offset);
      if (entry == null) {
        break;
      }
      assertThat(entry.offset()).isEqualTo(offset);
      assertThat(entry.count()).isPositive();
      assertThat(entry.arrivalMillis()).isGreaterThanOrEqualTo(arrivalMillis);
      arrivalMillis = entry.arrivalMillis();
      offset += entry.count();
      entries.add(entry);
    }
    assertThat(offset).as("end").isEqualTo(log.end(partition));
    return entries;
  }

  /** Of {@code appended} the log has exactly what begins at its beginning or later. */
  private static void assertKept(EventLog log, int partition, List<EventLog.Append> appended) {
    long offset = 0;
    int first = 0;
    while (offset < log.begin(partition)) {
      long trimmed = offset;
      assertThatThrownBy(() -> log.read(partition, trimmed))
          .isInstanceOf(EventLog.TrimmedException.class)
          .hasMessageContaining("(expected: >= " + log.begin(partition));
      offset += appended.get(first++).count();
    }
    assertThat(offset).as("begin, at an entry").isEqualTo(log.begin(partition));
    assertSame(readAll(log, partition), appended.subList(first, appended.size()));
  }

  private static void assertSame(List<EventLog.Entry> entries, List<EventLog.Append> appended) {
    assertThat(entries).hasSameSizeAs(appended);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(entries.get(i).count()).isEqualTo(appended.get(i).count());
      assertThat(entries.get(i).batch()).isEqualTo(appended.get(i).batch());
    }
  }
}
