package io.tallystick.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.testkit.dedup.StrictRunStore;
import io.tallystick.testkit.log.MemoryEventLog;
import io.tallystick.testkit.rollup.MemoryRollupStore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Goal: every event gets the fate that the plainest model gives it, whatever is sent again,
 * replayed, edited or discarded, and nothing is counted twice.
 *
 * <p>Method: a random history of one partition. After each step it may be committed, or everything
 * since the last commit is forgotten, as a kill does, and decided anew from the log, perhaps with
 * other rules. Fates, dead letters, sums of magnitudes and all-time totals are compared each time.
 */
class PartitionProcessorTest {

  private static final long WINDOW_MILLIS = 600_000;
  private static final int PARTITION = 0;
  private static final long HIGH_MAX = 3;
  private static final BigDecimal MAGNITUDE_END = new BigDecimal("18446744073709551616")
      .multiply(BigDecimal.valueOf(HIGH_MAX))
      .movePointLeft(9);
  private static final List<String> TYPES = List.of("vote", "sale", "view");
  private static final List<List<EventRule>> RULES = List.of(
      List.of(),
      List.of(new EventRule("vote", List.of(), BigDecimal.ZERO, new BigDecimal("10.5"))),
      List.of(
          new EventRule("sale", List.of("shop"), null, null),
          new EventRule("vote", List.of("shop"), BigDecimal.ONE, null)));

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void fatesAreThoseOfTheModel(@ForAll long seed) {
    Run run = new Run(seed);
    for (int step = 0; step < 60; step++) {
      run.step();
    }
  }

  private static final class Run {

    private final Random random;
    private final MemoryEventLog log;
    private final MemoryRollupStore store = new MemoryRollupStore();
    private final StrictRunStore runs = new StrictRunStore();
    private final LogBatchWriter writer = new LogBatchWriter();
    private final List<Sent> sent = new ArrayList<>();
    private long now = 1_763_800_000_000L;
    private List<EventRule> rules;

    // what is durable
    private FateModel committedModel;
    private TreeMap<Long, DeadLetter> stored = new TreeMap<>();
    private List<Fate> storedFates = new ArrayList<>();

    // what is not
    private FateModel model;
    private DeduplicationIndex index;
    private PartitionProcessor processor;
    private Journal journal;
    private PendingRollups pending;

    /** What was appended, by its offset. */
    private record Sent(Event event, long arrivalMillis, long replayOf, String note) {}

    @SuppressWarnings("NullAway.Init") // open() does, as each later start
    Run(long seed) {
      random = new Random(seed);
      log = new MemoryEventLog(new MemoryEventLog.Medium(1), () -> now);
      rules = RULES.get(random.nextInt(RULES.size()));
      committedModel = new FateModel(PARTITION, WINDOW_MILLIS, rules, MAGNITUDE_END);
      open();
    }

    /** As a start does: the last commit, then what the log holds beyond it. */
    private void open() {
      model = new FateModel(committedModel, rules);
      PartitionState state = store.state(PARTITION);
      DeduplicationCheckpoint checkpoint = state == null
          ? DeduplicationCheckpoint.EMPTY
          : DeduplicationCheckpoint.of(state.deduplication());
      index = DeduplicationIndex.restore(
          new DeduplicationSettings(WINDOW_MILLIS, 1 << 16), runs, checkpoint);
      processor = new PartitionProcessor(
          PARTITION, List.of(Dimension.SUBJECT), rules, new SumRange(HIGH_MAX), index);
      if (state != null) {
        long offset = checkpoint.replayFromOffset();
        while (offset < state.offset()) {
          EventLog.Entry entry = Objects.requireNonNull(log.read(PARTITION, offset));
          processor.remember(entry);
          offset += entry.count();
        }
        processor.restore(state);
        stored.values().stream()
            .filter(letter -> letter.closing() == null)
            .forEach(processor::reopen);
      }
      begin();
      process();
    }

    private void begin() {
      journal = processor.journal();
      pending = processor.pending();
    }

    void step() {
      append();
      process();
      discard();
      check();
      int what = random.nextInt(6);
      if (what <= 2) {
        commit();
      }
      if (what == 0 || what == 3) {
        index.close();
        rules = random.nextBoolean() ? rules : RULES.get(random.nextInt(RULES.size()));
        open();
        check();
      }
      now += random.nextInt(8) == 0 ? 2 * WINDOW_MILLIS : random.nextInt(1000);
    }

    private void append() {
      writer.clear();
      boolean replays = random.nextInt(3) == 0 && !model.letters().isEmpty();
      int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 600 : 20);
      EventDraft draft = new EventDraft();
      for (int i = 0; i < count; i++) {
        Sent next = replays ? replay() : new Sent(event(random.nextInt(40)), now, -1, "");
        next.event().draft(draft);
        if (replays) {
          writer.addReplay(draft, next.replayOf(), next.note());
        } else {
          writer.add(draft);
        }
        sent.add(next);
      }
      log.append(List.of(
              new EventLog.Append(PARTITION, count, writer.toByteArray(), writer.timeMillisMin())))
          .toCompletableFuture()
          .join();
    }

    /** Of an open one, of a closed one, or of an offset at which there is none; perhaps edited. */
    private Sent replay() {
      List<DeadLetter> letters = List.copyOf(model.letters().values());
      DeadLetter letter = letters.get(random.nextInt(letters.size()));
      Event edited = random.nextBoolean() ? letter.event() : edited(letter.event());
      long replayOf = random.nextInt(10) == 0 ? letter.offset() + 1 : letter.offset();
      return new Sent(edited, now, replayOf, random.nextBoolean() ? "" : "note " + sent.size());
    }

    private Event edited(Event event) {
      Event other = event(random.nextInt(40));
      return new Event(
          event.source(),
          event.id(),
          other.type(),
          other.subject(),
          other.timeMillis(),
          other.value(),
          other.attributes());
    }

    private Event event(int id) {
      TreeMap<String, String> attributes = new TreeMap<>();
      if (random.nextInt(3) > 0) {
        attributes.put("shop", random.nextInt(4) == 0 ? "" : "Köln");
      }
      BigDecimal value = random.nextInt(12) == 0
          ? BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000_000_000L, random.nextInt(4))
          : BigDecimal.valueOf(random.nextInt(400) - 100, random.nextInt(3));
      return new Event(
          id % 13 == 0 ? CanaryEvents.SOURCE : "s" + id % 2,
          "e" + id,
          TYPES.get(random.nextInt(TYPES.size())),
          "A" + id % 3,
          now - random.nextInt(1_000_000_000),
          value,
          attributes);
    }

    private void process() {
      while (processor.offset() < log.end(PARTITION)) {
        int begin = (int) processor.offset();
        EventLog.Entry entry = Objects.requireNonNull(log.read(PARTITION, begin));
        processor.begin(entry);
        while (processor.advance(1 + random.nextInt(300))) {
          assertThat(processor.offset()).isLessThan(entry.offset() + entry.count());
        }
        for (int i = 0; i < entry.count(); i++) {
          Sent one = sent.get(begin + i);
          model.decide(one.arrivalMillis(), one.event(), one.replayOf(), one.note());
        }
      }
    }

    private void discard() {
      if (random.nextInt(4) == 0 && !model.letters().isEmpty()) {
        List<DeadLetter> letters = List.copyOf(model.letters().values());
        DeadLetter letter = letters.get(random.nextInt(letters.size()));
        boolean expected = model.discard(letter.offset(), now, "no");
        assertThat(processor.discard(letter, now, "no")).isEqualTo(expected);
      }
    }

    private void commit() {
      PartitionState before = store.state(PARTITION);
      PartitionState state = processor.freeze(before == null ? 1 : before.epoch() + 1);
      store.commit(new RollupStore.Commit(state, pending, journal, now));
      index.committed(DeduplicationCheckpoint.of(state.deduplication()));
      stored = letters();
      storedFates = fates();
      committedModel = new FateModel(model, List.of());
      begin();
      check();
    }

    /** What is stored, and what the journal adds to it. */
    private TreeMap<Long, DeadLetter> letters() {
      TreeMap<Long, DeadLetter> letters = new TreeMap<>(stored);
      for (DeadLetter letter : journal.deadLetters()) {
        assertThat(letters.put(letter.offset(), letter))
            .as("one at each offset")
            .isNull();
      }
      for (DeadLetter.Closing closing : journal.closings()) {
        DeadLetter letter = Objects.requireNonNull(letters.get(closing.offset()));
        assertThat(letter.closing()).as("closed once").isNull();
        letters.put(closing.offset(), letter.closed(closing));
      }
      return letters;
    }

    private List<Fate> fates() {
      List<Fate> fates = new ArrayList<>(storedFates);
      assertThat(journal.beginOffset()).isEqualTo(fates.size());
      byte[] runsOfFates = journal.fates();
      FateRuns.read(runsOfFates, 0, runsOfFates.length, (fate, length) -> {
        for (long i = 0; i < length; i++) {
          fates.add(fate);
        }
      });
      return fates;
    }

    private void check() {
      assertThat(fates()).isEqualTo(model.fates());
      Map<Long, DeadLetter> letters = letters();
      letters.replaceAll((offset, letter) -> {
        assertThat(letter.message()).contains("(expected: ");
        return new DeadLetter(
            letter.partition(),
            letter.offset(),
            letter.arrivalMillis(),
            letter.event(),
            letter.reason(),
            "",
            letter.replayOf(),
            letter.closing());
      });
      assertThat(letters).isEqualTo(model.letters());
      long open =
          letters.values().stream().filter(letter -> letter.closing() == null).count();
      assertThat(processor.openDeadLetters()).isEqualTo((int) open);
      assertThat(processor.tally().total()).isEqualTo(model.fates().size());
      assertThat(processor.tally().counted()).isEqualTo(model.counted().size());
      PartitionState state = store.state(PARTITION);
      if (state != null && state.offset() == processor.offset()) {
        assertThat(Aggregate.decimal(state.magnitudeHigh(), state.magnitudeLow()))
            .isEqualByComparingTo(model.magnitude());
      }
      TYPES.forEach(this::checkTotal);
    }

    /** Each counted event is in the total of its type, once. */
    private void checkTotal(String type) {
      Aggregate total = new Aggregate();
      SeriesKey series = SeriesKey.of(type, Dimension.TOTAL, List.of());
      try (RollupStore.Snapshot snapshot = store.snapshot()) {
        snapshot.row(Level.ALL, 0, series, (child, aggregate) -> total.merge(aggregate));
      }
      pending.cells(series.toByteArray(), new Aggregate(), (minute, aggregate) -> {
        total.merge(aggregate);
      });
      List<Event> expected =
          model.counted().stream().filter(event -> event.type().equals(type)).toList();
      assertThat(total.count()).as(type).isEqualTo(expected.size());
      assertThat(total.sum())
          .as(type)
          .isEqualByComparingTo(
              expected.stream().map(Event::value).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
  }
}
