package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.engine.EngineSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.StringAppendOperator;

/**
 * Goal: sums that do not add up are found at the start, and the place is named. Method: changes
 * single rows and states of a closed store, as a defect or a broken disk could.
 */
class UnbalancedLedgerTest {

  private static final long START = 1_795_341_600_000L;
  private static final int EVENTS = 1_000;
  private static final int PARTITION = 1;

  @TempDir
  private Path directory;

  /** Does something to an open store. */
  private interface Damage {
    void to(RocksDB db, ColumnFamilyHandle rows, ColumnFamilyHandle states) throws Exception;
  }

  private EmbeddedEngine open() {
    EngineSettings settings = new EngineSettings(
        directory,
        2,
        List.of(Dimension.SUBJECT),
        List.of(),
        new DeduplicationSettings(600_000, 8 << 20),
        20,
        600_000,
        1 << 20);
    EmbeddedEngine engine = EmbeddedEngine.open(settings, () -> START);
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (engine.state() != NodeStatus.State.READY) {
      assertThat(engine.failure()).isNull();
      assertThat(System.nanoTime()).as("ready within three minutes").isLessThan(deadline);
      Thread.onSpinWait();
    }
    return engine;
  }

  @BeforeEach
  void count() {
    try (EmbeddedEngine engine = open()) {
      EventRouter router = new EventRouter(2, new EventRules(EventLimits.DEFAULT), target -> {
        throw new AssertionError("every event has an id");
      });
      router.begin(START);
      EventDraft draft = new EventDraft();
      for (int i = 0; i < EVENTS; i++) {
        draft.clear();
        draft.id().set("event-" + i);
        draft.type().set("type-" + i % 3);
        draft.subject().set("S" + i % 7);
        draft.value(1, 0);
        assertThat(router.add(draft)).isNull();
      }
      engine.log().append(router.finish()).toCompletableFuture().join();
    }
    try (EmbeddedEngine engine = open()) {
      assertThat(engine.ledger().imbalances()).isEmpty();
      assertThat(engine.ledger().checks()).isPositive();
    }
  }

  private List<String> imbalancesAfter(Damage damage) throws Exception {
    List<byte[]> names;
    try (Options options = new Options()) {
      names = RocksDB.listColumnFamilies(options, directory.resolve("rollups").toString());
    }
    try (StringAppendOperator append = new StringAppendOperator("");
        ColumnFamilyOptions options = new ColumnFamilyOptions().setMergeOperator(append);
        DBOptions dbOptions = new DBOptions()) {
      List<ColumnFamilyDescriptor> descriptors =
          names.stream().map(name -> new ColumnFamilyDescriptor(name, options)).toList();
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      try (RocksDB db =
          RocksDB.open(dbOptions, directory.resolve("rollups").toString(), descriptors, handles)) {
        damage.to(db, family(names, handles, "rollups-v1"), family(names, handles, "states"));
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
    try (EmbeddedEngine engine = open()) {
      long hour = HourTally.hour(START);
      Ledger ledger = engine.ledger().ledger(hour, hour + 1);
      assertThat(ledger.balanced()).isEqualTo(ledger.imbalances().isEmpty());
      assertThat(ledger.imbalances()).containsAll(engine.ledger().imbalances());
      return engine.ledger().imbalances();
    }
  }

  private static ColumnFamilyHandle family(
      List<byte[]> names, List<ColumnFamilyHandle> handles, String name) {
    for (int i = 0; i < names.size(); i++) {
      if (new String(names.get(i), StandardCharsets.UTF_8).equals(name)) {
        return handles.get(i);
      }
    }
    throw new AssertionError(name + ": no such family");
  }

  private static byte[] totalRow() {
    return RollupRowLayout.key(
        Level.ALL, 0, SeriesKey.of("type-1", Dimension.TOTAL, List.of()).toByteArray(), PARTITION);
  }

  private static Damage state(UnaryOperator<PartitionState> change) {
    return (db, rows, states) -> {
      byte[] key = PartitionStateLayout.key(PARTITION);
      PartitionState state =
          PartitionStateLayout.state(PARTITION, Objects.requireNonNull(db.get(states, key)));
      db.put(states, key, PartitionStateLayout.value(change.apply(state)));
    };
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() throws Exception {
    assertThat(imbalancesAfter(state(state -> state))).isEmpty();
  }

  @Test
  void aLostTotalIsFound() throws Exception {
    List<String> found = imbalancesAfter((db, rows, states) -> db.delete(rows, totalRow()));
    assertThat(found).hasSize(1);
    assertThat(found.get(0))
        .startsWith("partition 1: the all-time totals of all types hold ")
        .contains(" events (expected: ");
  }

  @Test
  void aTotalThatGrewIsFound() throws Exception {
    Aggregate one = new Aggregate();
    one.add(1, 0);
    byte[] entry = RollupRowLayout.value(new Aggregate[] {one});
    List<String> found = imbalancesAfter((db, rows, states) -> db.merge(rows, totalRow(), entry));
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).startsWith("partition 1: the all-time totals of all types hold ");
  }

  @Test
  void aFateTooManyIsFound() throws Exception {
    List<String> found = imbalancesAfter(state(state -> new PartitionState(
        state.partition(),
        state.epoch(),
        state.offset(),
        state.tally().plus(new Tally(new Fates(0, 1, 0), Fates.NONE)),
        state.hour(),
        state.magnitudeHigh(),
        state.magnitudeLow(),
        state.dimensions(),
        state.deduplication())));
    assertThat(found)
        .anyMatch(text -> text.startsWith("partition 1: the fates of "))
        .anyMatch(text -> text.startsWith("partition 1: ") && text.contains("have a fate"))
        .allMatch(text -> text.startsWith("partition 1: "));
  }

  @Test
  void anHourThatDoesNotJoinIsFound() throws Exception {
    List<String> found = imbalancesAfter(state(state -> new PartitionState(
        state.partition(),
        state.epoch(),
        state.offset(),
        state.tally(),
        new HourTally(
            state.hour().hour(), state.hour().firstOffset() + 1, state.hour().tally()),
        state.magnitudeHigh(),
        state.magnitudeLow(),
        state.dimensions(),
        state.deduplication())));
    assertThat(found).anyMatch(text -> text.startsWith("partition 1: the hour of arrival "));
  }
}
