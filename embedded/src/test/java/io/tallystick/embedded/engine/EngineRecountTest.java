package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a recount sees every event with its committed fate and every row of one moment, and its
 * repairs lose nothing that is counted meanwhile. Method: the real engine with a clock that
 * takes a millisecond each time it is asked.
 */
final class EngineRecountTest {

  private static final long START = 1_795_341_600_000L;
  private static final long WINDOW = 60_000;

  @TempDir
  private Path folder;

  private final AtomicLong now = new AtomicLong(START);

  private EmbeddedEngine open() {
    return EmbeddedEngine.open(
        new EngineSettings(
            folder,
            1,
            List.of(Dimension.SUBJECT),
            List.of(),
            new DeduplicationSettings(WINDOW, 1 << 20),
            1,
            WINDOW,
            1 << 20),
        now::incrementAndGet);
  }

  @Test
  void givesEveryEventWithItsFate() {
    try (EmbeddedEngine engine = open()) {
      for (int round = 0; round < 5; round++) {
        send(engine, round * 8, round * 8 + 10);
        awaitCommitted(engine);
      }
      EngineRecount recount = engine.recount();
      List<Integer> fates = new ArrayList<>();
      long[] next = {0};
      recount.read(0, 0, recount.decidedEnd(0), (entry, found) -> {
        assertThat(entry.offset()).isEqualTo(next[0]);
        next[0] += entry.count();
        for (byte fate : found) {
          fates.add((int) fate);
        }
        return true;
      });
      assertThat(fates).hasSize(50);
      assertThat(fates.stream().filter(fate -> fate == Fate.DUPLICATE.number())).hasSize(8);
      List<Long> some = new ArrayList<>();
      recount.read(0, 20, 40, (entry, found) -> {
        some.add(entry.offset());
        return true;
      });
      assertThat(some).containsExactly(20L, 30L);
    }
  }

  @Test
  void showsTheRowsOfOneMoment() {
    try (EmbeddedEngine engine = open()) {
      send(engine, 0, 10);
      awaitCommitted(engine);
      try (CommittedData data = engine.recount().open()) {
        Map<String, byte[]> before = rows(data);
        send(engine, 10, 30);
        awaitCommitted(engine);
        assertThat(rows(data).keySet()).isEqualTo(before.keySet());
        assertThat(data.partitions().get(0).endOffset()).isEqualTo(10);
        assertThat(data.partitions().get(0).tally().events().counted()).isEqualTo(10);
      }
      try (CommittedData later = engine.recount().open()) {
        assertThat(later.partitions().get(0).endOffset()).isEqualTo(30);
        int hour = (int) (START / 60_000) / 60 * 60;
        List<byte[]> some = new ArrayList<>();
        later.rows(Level.MINUTE, hour - 60, hour + 60, (key, value) -> some.add(key));
        assertThat(some).isNotEmpty();
        some.clear();
        later.rows(Level.MINUTE, hour + 60, hour + 120, (key, value) -> some.add(key));
        assertThat(some).isEmpty();
      }
    }
  }

  @Test
  void repairsUnderWhatIsAppended() {
    Map<String, byte[]> repaired;
    byte[] key;
    byte[] wrong = {0, (byte) 0x80, 99};
    try (EmbeddedEngine engine = open()) {
      send(engine, 0, 10);
      awaitCommitted(engine);
      EngineRecount recount = engine.recount();
      byte[] before;
      try (RowRepair.Hold hold = recount.holdRows();
          CommittedData data = recount.open()) {
        key = firstKey(data);
        before = Objects.requireNonNull(data.row(key));
        for (int round = 1; round < 100; round++) {
          send(engine, round * 10, round * 10 + 10);
          awaitCommitted(engine);
        }
        recount.apply(7, List.of(new Change(key, before, wrong, Cause.CORRUPTED)));
        assertThat(hold).isNotNull();
      }
      try (CommittedData data = recount.open()) {
        repaired = rows(data);
        byte[] row = Objects.requireNonNull(data.row(key));
        assertThat(Arrays.copyOf(row, 3)).isEqualTo(wrong);
        assertThat(row.length).isGreaterThan(3 + 90);
      }
      byte[] stale = before;
      assertThatThrownBy(() -> recount.apply(8, List.of(new Change(key, stale, wrong, Cause.LOST))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nothing was changed");
    }
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.recount().recorded(10)).singleElement().satisfies(record -> {
        assertThat(record.recount()).isEqualTo(7);
        assertThat(record.atMillis()).isGreaterThan(START);
        assertThat(record.change().key()).isEqualTo(key);
        assertThat(record.change().after()).isEqualTo(wrong);
        assertThat(record.change().cause()).isEqualTo(Cause.CORRUPTED);
      });
      try (CommittedData data = engine.recount().open()) {
        assertThat(rows(data).keySet()).isEqualTo(repaired.keySet());
      }
    }
  }

  @Test
  void goesOnCountingOverARowThatCannotBeRead() {
    try (EmbeddedEngine engine = open()) {
      send(engine, 0, 10);
      awaitCommitted(engine);
      EngineRecount recount = engine.recount();
      List<Change> changes = new ArrayList<>();
      try (CommittedData data = recount.open()) {
        for (Level level : Level.values()) {
          data.rows(
              level,
              Integer.MIN_VALUE,
              Integer.MAX_VALUE,
              (key, value) ->
                  changes.add(new Change(key, value, new byte[] {77, 77, 77}, Cause.UNKNOWN)));
        }
      }
      recount.apply(1, changes);
      // each series is folded in one of 64 commits
      for (int round = 1; round < 140; round++) {
        send(engine, round * 10, round * 10 + 10);
        awaitCommitted(engine);
      }
      assertThat(engine.failure()).isNull();
      assertThat(engine.recount().decidedEnd(0)).isEqualTo(1400);
    }
  }

  @Test
  void keepsTheLogWhileItIsHeldOrNotArchived() {
    try (EmbeddedEngine engine = open()) {
      EngineRecount recount = engine.recount();
      List<Long> ends = new ArrayList<>();
      recount.keepUntilArchived(partition -> 5);
      try (RawEvents.Hold hold = recount.holdLog()) {
        recount.trim(archivedEnd -> ends.add(archivedEnd.applyAsLong(0)));
        assertThat(hold).isNotNull();
        assertThat(ends).isEmpty();
      }
      recount.trim(archivedEnd -> ends.add(archivedEnd.applyAsLong(0)));
      assertThat(ends).containsExactly(5L);
    }
  }

  private static byte[] firstKey(CommittedData data) {
    List<byte[]> keys = new ArrayList<>();
    data.rows(Level.ALL, Integer.MIN_VALUE, Integer.MAX_VALUE, (key, value) -> keys.add(key));
    return keys.get(0);
  }

  private static Map<String, byte[]> rows(CommittedData data) {
    Map<String, byte[]> rows = new HashMap<>();
    for (Level level : Level.values()) {
      data.rows(
          level,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE,
          (key, value) -> rows.put(Arrays.toString(key), value));
    }
    return rows;
  }

  private void send(EmbeddedEngine engine, int begin, int end) {
    EventRouter router = new EventRouter(1, new EventRules(EventLimits.DEFAULT), target -> {
      throw new AssertionError("every event has an id");
    });
    router.begin(now.get());
    EventDraft draft = new EventDraft();
    for (int i = begin; i < end; i++) {
      draft.clear();
      draft.source().set("test");
      draft.id().set("event-" + i);
      draft.type().set("view");
      draft.subject().set("A");
      draft.timeMillis(START - i * 1_000L);
      assertThat(router.add(draft)).isNull();
    }
    engine.log().append(router.finish()).toCompletableFuture().join();
  }

  private static void awaitCommitted(EmbeddedEngine engine) {
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (engine.state() != NodeStatus.State.READY
        || !engine.partitions().stream().allMatch(p -> p.logEnd() == p.committedOffset())) {
      assertThat(engine.failure()).isNull();
      assertThat(System.nanoTime()).as("committed within three minutes").isLessThan(deadline);
      LockSupport.parkNanos(200_000);
    }
  }
}
