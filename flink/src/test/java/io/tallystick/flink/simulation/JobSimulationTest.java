package io.tallystick.flink.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.flink.count.CountingSettings;
import io.tallystick.flink.count.DeadRecord;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.record.RecordRouter;
import io.tallystick.testkit.process.FateModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Goal: whatever ends whenever, what is published is at every moment exactly what the plainest
 * model counts up to one checkpoint, and in the end of everything.
 *
 * <p>Method: the operators of the job in harnesses, on a simulated topic and store. Random events,
 * copies, replays, discards, records of others and rubbish; checkpoints that complete, are aborted,
 * or complete for some tasks only; savepoints; an archive that cannot read the topic for a while;
 * kills with another number of tasks, topic partitions or other rules after them; a store that does
 * not answer for a while, and writes of killed tasks that arrive late.
 */
final class JobSimulationTest {

  private static final long WINDOW_MILLIS = 600_000;
  private static final List<String> TYPES = List.of("vote", "sale", "view");
  private static final List<Dimension> DIMENSIONS = List.of(
      Dimension.SUBJECT, new Dimension(List.of("shop")), new Dimension(List.of("subject", "shop")));
  private static final List<List<EventRule>> RULES = List.of(
      List.of(),
      List.of(new EventRule("vote", List.of(), BigDecimal.ZERO, new BigDecimal("10.5"))),
      List.of(
          new EventRule("sale", List.of("shop"), null, null),
          new EventRule("vote", List.of("shop"), BigDecimal.ONE, null)));

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void publishesWhatTheModelCounts(@ForAll long seed) throws Exception {
    run(seed, 40, new HashMapStateBackend());
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void publishesTheSameOnRocksDb(@ForAll long seed) throws Exception {
    run(seed, 20, new EmbeddedRocksDBStateBackend(false));
  }

  private static void run(long seed, int steps, StateBackend backend) throws Exception {
    try (Run run = new Run(seed, backend)) {
      for (int step = 0; step < steps; step++) {
        run.step();
      }
      run.finish();
    }
  }

  /** What one partition must have decided. */
  private record Model(FateModel fates, long arrivalMillis) {}

  /** A checkpoint, and what was true when it was taken. */
  private record Known(
      SimulatedTasks.Snapshot snapshot,
      List<Integer> positions,
      List<Model> models,
      Set<String> malformed) {}

  private static final class Run implements AutoCloseable {

    private final Random random;
    private final StateBackend backend;
    private final int partitions;
    private final int buckets;
    private final MemoryStore store;
    private final SimulatedArchive archive = new SimulatedArchive();
    private final List<List<String>> identities = new ArrayList<>();
    private boolean archivesAll;
    private final SimulatedProducer events;
    private final RecordRouter router;
    private final List<List<ConsumerRecord<byte[], byte[]>>> topic = new ArrayList<>();
    private final TreeMap<Long, Known> completed = new TreeMap<>();
    private final List<DeadRecord> dead = new ArrayList<>();
    private long now = 1_763_800_000_000L;
    private long nextCheckpoint = 1;
    private List<EventRule> rules;

    private List<Integer> positions = new ArrayList<>();
    private List<Model> models;
    private SimulatedTasks tasks;

    Run(long seed, StateBackend backend) throws Exception {
      random = new Random(seed);
      this.backend = backend;
      partitions = 1 + random.nextInt(12);
      buckets = 1 + random.nextInt(12);
      store = new MemoryStore(partitions, buckets);
      router = new RecordRouter(partitions);
      rules = RULES.get(random.nextInt(RULES.size()));
      for (int i = random.nextInt(3); i >= 0; i--) {
        topic.add(new ArrayList<>());
        positions.add(0);
      }
      for (int partition = 0; partition < partitions; partition++) {
        identities.add(new ArrayList<>());
      }
      models = freshModels();
      events = new SimulatedProducer(random, partitions, TYPES);
      tasks = open(null);
    }

    private List<Model> freshModels() {
      BigDecimal sumMax = new BigDecimal("18446744073709551616")
          .multiply(BigDecimal.valueOf(Long.MAX_VALUE / partitions))
          .movePointLeft(9);
      List<Model> fresh = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        fresh.add(new Model(new FateModel(partition, WINDOW_MILLIS, rules, sumMax), 0));
      }
      return fresh;
    }

    private SimulatedTasks open(SimulatedTasks.@Nullable Snapshot snapshot) throws Exception {
      return new SimulatedTasks(
          CountingSettings.of(
              partitions,
              buckets,
              DIMENSIONS,
              rules,
              Duration.ofMillis(WINDOW_MILLIS),
              partitions * 4096L * (random.nextBoolean() ? 1 : 64)),
          store.publishers(),
          archive.settings(
              1 + random.nextInt(300), archivesAll || random.nextInt(3) == 0 ? 0 : 3_600_000),
          backend,
          1 + random.nextInt(4),
          1 + random.nextInt(4),
          snapshot);
    }

    void step() throws Exception {
      for (int i = random.nextInt(4); i >= 0; i--) {
        int partition = random.nextInt(partitions);
        append(events.next(
            partition, models.get(partition).fates().letters().values(), topic.size(), now));
      }
      consume(random.nextInt(8));
      store.hold(random.nextBoolean());
      archive.hold(random.nextInt(3) == 0);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> checkpoint(tasks.tasks());
        case 3 -> {
          checkpoint(random.nextInt(tasks.tasks() + 1));
          kill();
        }
        case 4 -> abort();
        case 5 -> savepoint();
        case 6 -> {
          if (random.nextInt(3) == 0) {
            topic.add(new ArrayList<>());
            positions.add(0);
          }
        }
        default -> {
          if (random.nextBoolean()) {
            kill();
          }
        }
      }
      check();
      now += random.nextInt(8) == 0 ? 2 * WINDOW_MILLIS : random.nextInt(1000);
    }

    private void checkpoint(int tasksTold) throws Exception {
      store.hold(false);
      long id = nextCheckpoint++;
      Known known = known(tasks.snapshot(id, false));
      completed.put(id, known);
      store.hold(random.nextBoolean());
      tasks.complete(id, tasksTold);
    }

    private Known known(SimulatedTasks.Snapshot snapshot) {
      return new Known(
          snapshot, List.copyOf(positions), models.stream().map(this::copy).toList(), Set.of());
    }

    private Model copy(Model model) {
      return new Model(new FateModel(model.fates(), rules), model.arrivalMillis());
    }

    private void abort() throws Exception {
      store.hold(false);
      long id = nextCheckpoint++;
      tasks.snapshot(id, false);
      tasks.abort(id);
    }

    /** Stops with it, or goes on and never hears of it again. */
    private void savepoint() throws Exception {
      store.hold(false);
      long id = nextCheckpoint++;
      Known known = known(tasks.snapshot(id, true));
      if (random.nextBoolean()) {
        completed.put(id, known);
        kill();
      }
    }

    private void kill() throws Exception {
      store.hold(random.nextBoolean());
      dead.addAll(tasks.dead());
      tasks.close();
      rules = random.nextInt(3) > 0 ? rules : RULES.get(random.nextInt(RULES.size()));
      if (completed.isEmpty()) {
        models = freshModels();
        identities.forEach(List::clear);
        positions = new ArrayList<>(topic.stream().map(each -> 0).toList());
        tasks = open(null);
        return;
      }
      Known last = completed.lastEntry().getValue();
      models = new ArrayList<>(last.models().stream().map(this::copy).toList());
      for (int partition = 0; partition < partitions; partition++) {
        List<String> known = identities.get(partition);
        known
            .subList(models.get(partition).fates().fates().size(), known.size())
            .clear();
      }
      positions = new ArrayList<>(last.positions());
      while (positions.size() < topic.size()) {
        positions.add(0);
      }
      tasks = open(last.snapshot());
    }

    /** What readers see is what the model had counted at that checkpoint. */
    private void check() throws Exception {
      for (Map.Entry<Integer, Long> end : archive.ends().entrySet()) {
        assertThat(end.getValue())
            .as("end of what is archived of partition %s", end.getKey())
            .isLessThanOrEqualTo(completed
                .lastEntry()
                .getValue()
                .models()
                .get(end.getKey())
                .fates()
                .fates()
                .size());
      }
      long epoch = store.epoch();
      if (epoch == 0) {
        return;
      }
      Known known =
          Objects.requireNonNull(completed.get(epoch), () -> "epoch " + epoch + ": no checkpoint");
      List<Event> counted = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        FateModel model = known.models().get(partition).fates();
        counted.addAll(model.counted());
        PartitionReport report = store.reportAt(partition, epoch);
        assertThat(report.endOffset()).isEqualTo(model.fates().size());
        assertThat(report.state().tally().counted()).isEqualTo(model.counted().size());
      }
      List<Dimension> all = new ArrayList<>(DIMENSIONS);
      all.add(Dimension.TOTAL);
      assertThat(PlainRows.differences(
              PlainRows.text(store.rowsAt(epoch)), PlainRows.of(counted, all)))
          .as("rows of epoch %s that are not those of the model", epoch)
          .isEmpty();
    }

    void finish() throws Exception {
      archive.hold(false);
      archivesAll = true;
      kill();
      store.hold(false);
      consume(Integer.MAX_VALUE);
      checkpoint(tasks.tasks());
      store.hold(false);
      long last = nextCheckpoint - 1;
      checkpoint(tasks.tasks());
      store.hold(false);
      assertThat(store.epoch()).isGreaterThanOrEqualTo(last);
      check();
      dead.addAll(tasks.dead());
      Set<String> keys = dead.stream().map(DeadRecord::key).collect(Collectors.toSet());
      for (int partition = 0; partition < partitions; partition++) {
        FateModel model = models.get(partition).fates();
        assertThat(store.fates(partition)).isEqualTo(model.fates());
        TreeMap<Long, DeadLetter> letters = store.letters(partition);
        letters.replaceAll((offset, letter) -> withoutMessage(letter));
        assertThat(letters).isEqualTo(model.letters());
        for (long offset : model.letters().keySet()) {
          assertThat(keys).contains(partition + "-" + offset);
        }
      }
      archive.await(identities.stream().mapToLong(List::size).sum());
      for (int partition = 0; partition < partitions; partition++) {
        List<Fate> fates = models.get(partition).fates().fates();
        List<String> expected = new ArrayList<>();
        for (int offset = 0; offset < fates.size(); offset++) {
          expected.add(
              identities.get(partition).get(offset) + " " + fates.get(offset).text());
        }
        assertThat(archive.events(partition)).isEqualTo(expected);
      }
    }

    private static DeadLetter withoutMessage(DeadLetter letter) {
      return new DeadLetter(
          letter.partition(),
          letter.offset(),
          letter.arrivalMillis(),
          letter.event(),
          letter.reason(),
          "",
          letter.replayOf(),
          letter.closing());
    }

    private void consume(int recordsMax) throws Exception {
      int left = recordsMax;
      while (left-- > 0) {
        List<Integer> readable = new ArrayList<>();
        for (int i = 0; i < topic.size(); i++) {
          if (positions.get(i) < topic.get(i).size()) {
            readable.add(i);
          }
        }
        if (readable.isEmpty()) {
          return;
        }
        int from = readable.get(random.nextInt(readable.size()));
        ConsumerRecord<byte[], byte[]> record = topic.get(from).get(positions.get(from));
        positions.set(from, positions.get(from) + 1);
        List<LogRecord> routed = new ArrayList<>();
        router.route(record, record.timestamp(), routed::add);
        for (LogRecord each : routed) {
          tasks.process(each);
          decide(each);
        }
      }
    }

    private void decide(LogRecord record) {
      if (record.kind() == LogRecord.Kind.MALFORMED) {
        return;
      }
      Model model = models.get(record.partition());
      long arrival = Math.max(model.arrivalMillis(), record.arrivalMillis());
      models.set(record.partition(), new Model(model.fates(), arrival));
      if (record.kind() == LogRecord.Kind.REPUBLISH) {
        return;
      }
      if (record.kind() == LogRecord.Kind.DISCARD) {
        model.fates().discard(record.number(), arrival, "no");
        return;
      }
      LogBatchReader batch = new LogBatchReader();
      batch.read(record.payload());
      LoggedEvents events = new LoggedEvents();
      for (int i = 0; i < batch.count(); i++) {
        Event event = events.event(batch, i);
        identities.get(record.partition()).add(event.source() + " " + event.id());
        model.fates().decide(arrival, event, batch.replayOf(i), events.replayNote(batch, i));
      }
    }

    private void append(ProducerRecord<byte[], byte[]> record) {
      int to = record.partition();
      ConsumerRecord<byte[], byte[]> appended = new ConsumerRecord<>(
          "events",
          to,
          topic.get(to).size(),
          record.timestamp(),
          TimestampType.LOG_APPEND_TIME,
          0,
          0,
          record.key(),
          record.value(),
          new RecordHeaders(record.headers().toArray()),
          Optional.empty());
      topic.get(to).add(appended);
      archive.add(appended);
    }

    @Override
    public void close() throws Exception {
      store.hold(false);
      tasks.close();
      store.close();
      archive.close();
    }
  }
}
