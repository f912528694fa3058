package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.testkit.rollup.Oracle;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Goal: whatever is sent, however often, in whatever order, and wherever the engine is restarted in
 * between, perhaps with other rules, it answers what an oracle answers that looked at every distinct
 * event once; and dead letters that are replayed, edited or not, or discarded, are counted as it
 * says.
 *
 * <p>Time is a counter of the test, so that windows of deduplication pass within the test.
 */
class EmbeddedEngineTest {

  private static final long START = 1_763_800_000_000L;
  private static final long WINDOW_MILLIS = 600_000;
  private static final Dimension COUNTRY = new Dimension(List.of("country"));
  private static final Dimension BOTH = new Dimension(List.of("subject", "country"));
  private static final List<List<EventRule>> RULES = List.of(
      List.of(),
      List.of(
          new EventRule("like", List.of("country"), null, null),
          new EventRule("view", List.of(), null, BigDecimal.valueOf(4_000_000))),
      List.of(new EventRule("view", List.of("other"), null, BigDecimal.ONE)));
  private static final List<Dimension> DIMENSIONS = List.of(Dimension.SUBJECT, COUNTRY, BOTH);

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void answersAreThoseOfTheOracleAcrossRestarts(@ForAll long seed) throws IOException {
    Path directory = Files.createTempDirectory("engine-test");
    try {
      new Run(seed, directory).run(12);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** One random history. */
  private static final class Run {

    private final Random random;
    private final AtomicLong now = new AtomicLong(START);
    private EngineSettings settings;
    private final Set<Integer> openLetters = new TreeSet<>();
    private long deadLettered;
    private final Oracle oracle = new Oracle();
    private final Map<Integer, Long> lastSeen = new HashMap<>();
    private final Map<Integer, Oracle.Event> events = new HashMap<>();
    private final Map<Integer, List<Fate>> fates = new HashMap<>();
    private final Map<Long, Long> acceptedByHour = new HashMap<>();
    private long accepted;
    private EmbeddedEngine engine;

    Run(long seed, Path directory) {
      random = new Random(seed);
      settings = settings(directory, 1 + random.nextInt(4), 1 + random.nextInt(40));
      engine = EmbeddedEngine.open(settings, now::get);
    }

    private EngineSettings settings(Path directory, int partitions, long commitIntervalMillis) {
      return new EngineSettings(
          directory,
          partitions,
          DIMENSIONS,
          RULES.get(random.nextInt(RULES.size())),
          new DeduplicationSettings(WINDOW_MILLIS, 4 << 20),
          commitIntervalMillis,
          // receipts are expected of everything that was ever sent
          100 * WINDOW_MILLIS,
          1 << 20);
    }

    void run(int steps) {
      try {
        for (int step = 0; step < steps; step++) {
          send(1 + random.nextInt(200));
          if (random.nextInt(3) == 0) {
            // within the window, or far beyond it: in between, what is a duplicate is a matter of
            // a sixtieth of the window, which the tests of deduplication look at
            now.addAndGet(random.nextInt(3) == 0 ? 2 * WINDOW_MILLIS : random.nextInt(1000));
          }
          if (random.nextBoolean()) {
            engine.close();
            settings = settings(
                settings.dataDirectory(), settings.partitions(), settings.commitIntervalMillis());
            engine = EmbeddedEngine.open(settings, now::get);
          }
          check();
          if (!openLetters.isEmpty() && random.nextBoolean()) {
            repair();
            check();
          }
        }
      } finally {
        engine.close();
      }
    }

    private void send(int count) {
      EventRouter router = new EventRouter(
          engine.log().partitions(), new EventRules(EventLimits.DEFAULT), target -> {
            throw new AssertionError("every event has an id");
          });
      router.begin(now.get());
      EventDraft draft = new EventDraft();
      for (int i = 0; i < count; i++) {
        int id = random.nextInt(1000);
        Oracle.Event event = events.computeIfAbsent(id, this::event);
        fill(draft, id, event);
        assertThat(router.add(draft)).isNull();
        accepted++;
        acceptedByHour.merge(now.get() / 3_600_000 * 3_600_000, 1L, Long::sum);
        Long seen = lastSeen.put(id, now.get());
        boolean first = seen == null || now.get() - seen >= 2 * WINDOW_MILLIS;
        boolean decided = first && !openLetters.contains(id);
        add(id, decided ? decide(id, event) : Fate.DUPLICATE);
      }
      engine.log().append(router.finish()).toCompletableFuture().join();
      // what is not counted before a restart would be decided by the rules after it
      awaitSettled();
    }

    private void add(int id, Fate fate) {
      fates.computeIfAbsent(id, key -> new ArrayList<>()).add(fate);
    }

    private Fate decide(int id, Oracle.Event event) {
      if (isBroken(event)) {
        openLetters.add(id);
        deadLettered++;
        return Fate.DEAD_LETTERED;
      }
      oracle.add(event);
      return Fate.COUNTED;
    }

    private boolean isBroken(Oracle.Event event) {
      for (EventRule rule : settings.rules()) {
        BigDecimal max = rule.valueMax();
        if (rule.type().equals(event.type())
            && (!event.attributes().keySet().containsAll(rule.requiredAttributes())
                || max != null && event.value().compareTo(max) > 0)) {
          return true;
        }
      }
      return false;
    }

    /** Replays some dead letters, edited or not, or discards them; all of them twice. */
    private void repair() {
      List<Integer> ids =
          openLetters.stream().filter(id -> random.nextInt(3) == 0).toList();
      if (ids.isEmpty()) {
        return;
      }
      List<DeadLetter> letters = ids.stream().map(this::openLetter).toList();
      openLetters.removeAll(ids);
      if (random.nextInt(4) == 0) {
        assertThat(discard(letters)).containsOnly(DeadLetters.Outcome.DISCARDED.text());
        assertThat(discard(letters)).containsOnly(DeadLetters.Outcome.ALREADY_DISCARDED.text());
        return;
      }
      List<DeadLetters.Replay> replays = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        int id = ids.get(i);
        Oracle.Event event =
            random.nextBoolean() ? event(id) : Objects.requireNonNull(events.get(id));
        accepted++;
        acceptedByHour.merge(now.get() / 3_600_000 * 3_600_000, 1L, Long::sum);
        lastSeen.put(id, now.get());
        Fate fate = decide(id, event);
        add(id, fate);
        expected.add(fate.text());
        replays.add(replay(letters.get(i), event));
      }
      assertThat(outcomes(engine.deadLetters().replay(replays, ""))).isEqualTo(expected);
      assertThat(outcomes(engine.deadLetters().replay(replays, "")))
          .containsOnly(DeadLetters.Outcome.ALREADY_REPLAYED.text());
    }

    private DeadLetter openLetter(int id) {
      Receipt receipt = Objects.requireNonNull(engine.receipts().find("test", "event-" + id));
      DeadLetter letter = null;
      for (Receipt.Copy copy : receipt.copies()) {
        DeadLetter each = copy.deadLetter();
        if (each != null && each.state() == DeadLetter.State.OPEN) {
          assertThat(letter).as("one is open").isNull();
          letter = each;
        }
      }
      return Objects.requireNonNull(letter);
    }

    private List<String> discard(List<DeadLetter> letters) {
      return outcomes(
          engine.deadLetters().discard(letters.stream().map(DeadLetter::id).toList(), "no"));
    }

    private static List<String> outcomes(List<DeadLetters.Result> results) {
      return results.stream().map(result -> result.outcome().text()).toList();
    }

    private static DeadLetters.Replay replay(DeadLetter letter, Oracle.Event event) {
      Event edited = new Event(
          letter.event().source(),
          letter.event().id(),
          event.type(),
          event.subject(),
          event.timeMillis(),
          event.value(),
          new TreeMap<>(event.attributes()));
      return new DeadLetters.Replay(letter.id(), edited);
    }

    private Oracle.Event event(int id) {
      Map<String, String> attributes = new LinkedHashMap<>();
      if (random.nextInt(4) > 0) {
        attributes.put("country", List.of("DE", "FR", "ü").get(random.nextInt(3)));
      }
      if (random.nextBoolean()) {
        attributes.put("other", "x" + id);
      }
      return new Oracle.Event(
          random.nextInt(5) == 0 ? "like" : "view",
          "S" + random.nextInt(8),
          attributes,
          START - random.nextInt(100 * 24 * 3600) * 1000L,
          random.nextBoolean()
              ? BigDecimal.ONE
              : BigDecimal.valueOf(random.nextLong() / 100_000, random.nextInt(10)));
    }

    private static void fill(EventDraft draft, int id, Oracle.Event event) {
      draft.clear();
      draft.source().set("test");
      draft.id().set("event-" + id);
      draft.type().set(event.type());
      draft.subject().set(event.subject());
      draft.timeMillis(event.timeMillis());
      draft.value(event.value().unscaledValue().longValueExact(), event.value().scale());
      event.attributes().forEach((name, value) -> {
        int index = draft.addAttribute();
        draft.attributeName(index).set(name);
        draft.attributeValue(index).set(value);
      });
    }

    private void checkLedger() {
      long hour = HourTally.hour(START);
      Ledger ledger = engine.ledger().ledger(hour, hour + 10_000);
      assertThat(ledger.imbalances()).isEmpty();
      long counted = oracle.events().size();
      assertThat(ledger.total())
          .isEqualTo(new Ledger.Line(
              accepted, new Fates(counted, accepted - counted - deadLettered, deadLettered), 0));
      assertThat(engine.partitions().stream()
              .mapToLong(NodeStatus.Partition::openDeadLetters)
              .sum())
          .isEqualTo(openLetters.size());
      assertThat(ledger.canary()).isEqualTo(Ledger.Line.NONE);
      Map<Long, Long> hours = new HashMap<>();
      for (Ledger.HourLine line : ledger.hours()) {
        assertThat(line.line().balanced()).isTrue();
        hours.put(line.startMillis(), line.line().accepted());
      }
      assertThat(hours).isEqualTo(acceptedByHour);
    }

    private void checkReceipts() {
      for (int i = 0; i < 5; i++) {
        int id = random.nextInt(1000);
        Receipt receipt = engine.receipts().find("test", "event-" + id);
        List<Fate> found = receipt == null
            ? List.of()
            : receipt.copies().stream().map(Receipt.Copy::fate).toList();
        assertThat(found).as("event-" + id).isEqualTo(fates.getOrDefault(id, List.of()));
      }
      assertThat(engine.receipts().find("test", "never sent")).isNull();
      assertThat(engine.receipts().find("other", "event-1")).isNull();
    }

    private void check() {
      awaitSettled();
      checkLedger();
      checkReceipts();
      Queries queries = new Queries(engine, QueryLimits.DEFAULT);
      List<Function> functions = List.of(Function.values());
      int first = Calendar.minute(START) - random.nextInt(150_000);
      TimeRange range = new TimeRange(first, first + 1 + random.nextInt(100_000));
      List<StatsQuery> stats = new ArrayList<>();
      stats.add(StatsQuery.ofAll("view", functions, null, null));
      stats.add(StatsQuery.ofAll("like", functions, range, Granularity.DAY));
      List<List<String>> subjects = List.of(List.of("S1"), List.of("S2"), List.of("none"));
      for (Granularity granularity : Granularity.values()) {
        TimeRange shown = granularity == Granularity.MINUTE
            ? new TimeRange(range.start(), Math.min(range.end(), range.start() + 3000))
            : range;
        stats.add(
            new StatsQuery("view", Dimension.SUBJECT, subjects, functions, shown, granularity));
      }
      stats.add(new StatsQuery("view", BOTH, List.of(List.of("S3", "ü")), functions, range, null));
      for (StatsQuery query : stats) {
        assertThat(queries.stats(query).results()).as("%s", query).isEqualTo(oracle.stats(query));
      }
      for (Dimension dimension : DIMENSIONS) {
        for (Function function : functions) {
          TopQuery query = new TopQuery(
              "view", dimension, Map.of(), function, random.nextBoolean() ? range : null, 5);
          assertThat(queries.top(query).results()).as("%s", query).isEqualTo(oracle.top(query));
        }
      }
    }

    /** Everything that was accepted gets its fate, and the books balance. */
    private void awaitSettled() {
      long deadline = System.nanoTime() + 180_000_000_000L;
      while (engine.state() != NodeStatus.State.READY || inFlight() > 0) {
        assertThat(engine.failure()).isNull();
        assertThat(System.nanoTime()).as("settled within three minutes").isLessThan(deadline);
        Thread.onSpinWait();
      }
      long counted = 0;
      long fates = 0;
      for (NodeStatus.Partition partition : engine.partitions()) {
        counted += partition.tally().events().counted();
        fates += partition.tally().events().total();
      }
      assertThat(fates).isEqualTo(accepted);
      assertThat(counted).isEqualTo(oracle.events().size());
    }

    private long inFlight() {
      return engine.partitions().stream()
          .mapToLong(p -> p.logEnd() - p.processedOffset())
          .sum();
    }
  }
}
