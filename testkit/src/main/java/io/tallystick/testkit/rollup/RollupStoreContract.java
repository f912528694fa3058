package io.tallystick.testkit.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.SeriesKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RollupStore} must prove: commits add up exactly, all or nothing, and a snapshot
 * never changes.
 */
public interface RollupStoreContract {

  int PARTITIONS = 3;

  /** The store under test, empty at the first call of a test. */
  RollupStore store();

  /** Closes the store and opens it on the same data; the same object where nothing persists. */
  RollupStore reopen();

  @AfterEach
  default void closeStore() {
    store().close();
  }

  @Test
  default void isEmptyBeforeTheFirstCommit() {
    assertThat(store().state(0)).isNull();
    try (RollupStore.Snapshot snapshot = store().snapshot()) {
      assertThat(snapshot.epoch(0)).isZero();
      assertThat(total(snapshot, "view", "A").isEmpty()).isTrue();
    }
  }

  @Test
  default void keepsStateAndRowsTogether() {
    PendingRollups rollups = new PendingRollups(1);
    add(rollups, "view", "A", 10, 25, 1);
    PartitionState state = SampleCommits.state(1, 1, 7);
    store().commit(SampleCommits.commit(state, rollups));

    PartitionState stored = store().state(1);
    assertThat(stored).isNotNull().usingRecursiveComparison().isEqualTo(state);
    assertThat(store().state(0)).isNull();
    try (RollupStore.Snapshot snapshot = store().snapshot()) {
      assertThat(snapshot.epoch(1)).isEqualTo(1);
      assertThat(total(snapshot, "view", "A")).hasToString("count=1 sum=2.5 min=2.5 max=2.5");
    }
  }

  @Test
  default void aSnapshotNeverChanges() {
    commit(0, 1, "A", 1);
    try (RollupStore.Snapshot before = store().snapshot()) {
      commit(0, 2, "A", 2);
      assertThat(before.epoch(0)).isEqualTo(1);
      assertThat(total(before, "view", "A").count()).isEqualTo(1);
    }
    try (RollupStore.Snapshot after = store().snapshot()) {
      assertThat(total(after, "view", "A").count()).isEqualTo(2);
    }
  }

  @Test
  default void scansTheSeriesOfOnePrefixOnly() {
    PendingRollups rollups = new PendingRollups(1);
    add(rollups, "view", "A", 10, 1, 0);
    add(rollups, "view", "B\0", 10, 2, 0);
    add(rollups, "view", "", 10, 3, 0);
    add(rollups, "vie", "wA", 10, 4, 0);
    add(rollups, "view2", "A", 10, 5, 0);
    store().commit(SampleCommits.commit(SampleCommits.state(0, 1, 5), rollups));

    Map<String, String> found = new TreeMap<>();
    try (RollupStore.Snapshot snapshot = store().snapshot()) {
      snapshot.rows(
          Level.ALL,
          0,
          SeriesKey.prefix("view", Dimension.SUBJECT),
          (key, offset, length, child, aggregate) ->
              found.put(SeriesKey.values(key, offset, 1).get(0), aggregate.sum().toString()));
    }
    assertThat(found).isEqualTo(Map.of("A", "1", "B\0", "2", "", "3"));
  }

  /** Hundreds of commits of the same series, reopened now and then, add up in every window. */
  @Test
  default void commitsAddUpExactly() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Aggregate> expected = new TreeMap<>();
    RollupStore store = store();
    for (int commit = 0; commit < 300; commit++) {
      int partition = random.nextInt(PARTITIONS);
      PendingRollups rollups = new PendingRollups(1);
      for (int event = 0; event < 20; event++) {
        String subject = "S" + random.nextInt(5);
        int minute = 29_000_000 + random.nextInt(3) * 40_000 + random.nextInt(150);
        long value = random.nextInt(5) == 0 ? random.nextLong() / 1000 : 1;
        int scale = random.nextInt(10);
        add(rollups, "view", subject, minute, value, value == 1 ? 0 : scale);
        for (Level level : Level.values()) {
          expected
              .computeIfAbsent(
                  subject + " " + level + " " + level.parent(minute) + " " + level.child(minute),
                  key -> new Aggregate())
              .add(value, value == 1 ? 0 : scale);
        }
      }
      PartitionState before = store.state(partition);
      long epoch = before == null ? 1 : before.epoch() + 1;
      store.commit(
          SampleCommits.commit(SampleCommits.state(partition, epoch, epoch * 20), rollups));
      if (commit % 100 == 99) {
        store = reopen();
      }
    }
    Map<String, Aggregate> found = new TreeMap<>();
    try (RollupStore.Snapshot snapshot = store.snapshot()) {
      for (String window : expected.keySet()) {
        String[] parts = window.split(" ");
        Level level = Level.valueOf(parts[1]);
        Aggregate sum = new Aggregate();
        snapshot.row(
            level,
            Integer.parseInt(parts[2]),
            SeriesKey.of("view", Dimension.SUBJECT, List.of(parts[0])),
            (child, aggregate) -> {
              if (child == Integer.parseInt(parts[3])) {
                sum.merge(aggregate);
              }
            });
        found.put(window, sum);
      }
    }
    assertThat(found).as("seed " + seed).isEqualTo(expected);
  }

  private void commit(int partition, long epoch, String subject, int minute) {
    PendingRollups rollups = new PendingRollups(1);
    add(rollups, "view", subject, minute, 1, 0);
    store().commit(SampleCommits.commit(SampleCommits.state(partition, epoch, epoch), rollups));
  }

  private static void add(
      PendingRollups rollups, String type, String subject, int minute, long unscaled, int scale) {
    byte[] key = SeriesKey.of(type, Dimension.SUBJECT, List.of(subject)).toByteArray();
    int prefixLength = SeriesKey.prefix(type, Dimension.SUBJECT).length;
    rollups.add(rollups.series(key, key.length, prefixLength), minute, unscaled, scale);
  }

  private static Aggregate total(RollupStore.Snapshot snapshot, String type, String subject) {
    Aggregate total = new Aggregate();
    snapshot.row(
        Level.ALL,
        0,
        SeriesKey.of(type, Dimension.SUBJECT, List.of(subject)),
        (child, aggregate) -> total.merge(aggregate));
    return total;
  }
}
