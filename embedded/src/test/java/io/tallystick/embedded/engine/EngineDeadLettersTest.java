package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.deadletter.DeadLetters.Outcome;
import io.tallystick.core.deadletter.DeadLetters.Replay;
import io.tallystick.core.deadletter.DeadLetters.Result;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: dead letters are browsed, counted, repaired, replayed and discarded through the engine;
 * each is counted at most once, whoever replays it, and what was done can be read later.
 */
class EngineDeadLettersTest {

  private static final long WINDOW_MILLIS = 600_000;
  private static final EventRule AT_MOST_TEN =
      new EventRule("vote", List.of(), null, BigDecimal.TEN);

  @TempDir
  Path directory;

  private final AtomicLong now = new AtomicLong(1_763_800_000_000L);
  private EmbeddedEngine engine;

  @BeforeEach
  void start() {
    engine = started(AT_MOST_TEN);
  }

  /** Restarts with other rules. */
  private void restart(EventRule... rules) {
    engine.close();
    engine = started(rules);
    awaitSettled();
  }

  private EmbeddedEngine started(EventRule... rules) {
    return EmbeddedEngine.open(
        new EngineSettings(
            directory,
            2,
            List.of(Dimension.SUBJECT),
            List.of(rules),
            new DeduplicationSettings(WINDOW_MILLIS, 4 << 20),
            60_000,
            // receipts are asked for after the clock has gone far while a commit was waited for
            1_000_000 * WINDOW_MILLIS,
            1 << 20),
        now::get);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Event event(String id, String value) {
    return new Event(
        "s", id, "vote", "A", 1_763_700_000_000L, new BigDecimal(value), new TreeMap<>());
  }

  private void send(Event... events) {
    EventRouter router =
        new EventRouter(engine.log().partitions(), new EventRules(EventLimits.DEFAULT), target -> {
          throw new AssertionError("every event has an id");
        });
    router.begin(now.get());
    EventDraft draft = new EventDraft();
    for (Event event : events) {
      event.draft(draft);
      assertThat(router.add(draft)).isNull();
    }
    engine.log().append(router.finish()).toCompletableFuture().join();
    awaitSettled();
  }

  private void awaitSettled() {
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (engine.state() != NodeStatus.State.READY
        || engine.partitions().stream().anyMatch(p -> p.logEnd() > p.processedOffset())) {
      assertThat(engine.failure()).isNull();
      assertThat(System.nanoTime()).as("settled within three minutes").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Dead letters are committed by themselves, once the clock has moved on. */
  private List<DeadLetter> all(State state) {
    now.addAndGet(1000);
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (engine.partitions().stream().anyMatch(p -> p.committedOffset() < p.processedOffset())
        && System.nanoTime() < deadline) {
      now.addAndGet(10_000);
      LockSupport.parkNanos(1_000_000);
    }
    List<DeadLetter> found = new ArrayList<>();
    DeadLetters.Cursor cursor = null;
    do {
      DeadLetters.Page page = engine.deadLetters().page(DeadLetterFilter.of(state), cursor, 2);
      assertThat(page.letters()).hasSizeLessThanOrEqualTo(2);
      found.addAll(page.letters());
      cursor = page.next();
    } while (cursor != null);
    return found;
  }

  private DeadLetter only(State state) {
    List<DeadLetter> found = all(state);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private Result replay(DeadLetterId id, @Nullable Event edited) {
    return engine
        .deadLetters()
        .replay(List.of(new Replay(id, edited)), "ann: too large")
        .get(0);
  }

  private List<BigDecimal> countAndSum() {
    StatsQuery query = StatsQuery.ofAll("vote", List.of(Function.COUNT, Function.SUM), null, null);
    List<BigDecimal> numbers = new ArrayList<>();
    new Queries(engine, QueryLimits.DEFAULT)
        .stats(query)
        .results()
        .get(0)
        .numbers()
        .forEach(number -> numbers.add(Objects.requireNonNull(number).stripTrailingZeros()));
    return numbers;
  }

  private void assertCounted(String count, String sum) {
    assertThat(countAndSum())
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(new BigDecimal(count), new BigDecimal(sum));
  }

  private void assertLedger(long counted, long duplicate, long deadLettered) {
    awaitSettled();
    Ledger ledger = engine.ledger().ledger(0, 1000);
    assertThat(ledger.imbalances()).isEmpty();
    assertThat(ledger.total())
        .isEqualTo(new Ledger.Line(
            counted + duplicate + deadLettered, new Fates(counted, duplicate, deadLettered), 0));
  }

  @Test
  void aRepairedEventIsCountedOnceAndTheRepairIsKept() {
    send(event("1", "3"), event("2", "30"));
    DeadLetter letter = only(State.OPEN);
    assertThat(letter.event()).isEqualTo(event("2", "30"));
    assertThat(letter.reason()).isEqualTo(DeadLetterReason.VALUE_TOO_LARGE);
    assertCounted("1", "3");

    Result result = replay(letter.id(), event("2", "4"));
    assertThat(result.outcome()).isEqualTo(Outcome.COUNTED);
    assertCounted("2", "7");
    assertLedger(2, 0, 1);
    assertThat(replay(letter.id(), event("2", "5")).outcome()).isEqualTo(Outcome.ALREADY_REPLAYED);
    send(event("2", "30"), event("2", "4"));
    assertCounted("2", "7");
    assertLedger(2, 2, 1);

    restart(AT_MOST_TEN);
    DeadLetter replayed = only(State.REPLAYED);
    DeadLetter.Closing closing = Objects.requireNonNull(replayed.closing());
    assertThat(closing.note()).isEqualTo("ann: too large");
    assertThat(closing.replayed()).isEqualTo(event("2", "4"));
    assertThat(replayed.event()).isEqualTo(event("2", "30"));
    assertThat(engine.deadLetters().find(letter.id())).isEqualTo(replayed);
    assertThat(all(State.OPEN)).isEmpty();
    Receipt receipt = Objects.requireNonNull(engine.receipts().find("s", "2"));
    assertThat(receipt.decisive().fate()).isEqualTo(Fate.COUNTED);
    assertThat(receipt.decisive().offset()).isEqualTo(closing.replayOffset());
    assertThat(Objects.requireNonNull(receipt.copies().get(0).deadLetter()).closing())
        .isEqualTo(closing);
  }

  @Test
  void aReplayThatFailsAgainIsADeadLetterOfItsOwn() {
    send(event("1", "30"));
    DeadLetter first = only(State.OPEN);
    Result again = replay(first.id(), null);
    assertThat(again.outcome()).isEqualTo(Outcome.DEAD_LETTERED);
    DeadLetter second = only(State.OPEN);
    assertThat(again.again()).isEqualTo(second);
    assertThat(second.replayOf()).isEqualTo(first.offset());
    assertThat(only(State.REPLAYED).id()).isEqualTo(first.id());
    assertThat(replay(second.id(), event("1", "1")).outcome()).isEqualTo(Outcome.COUNTED);
    assertCounted("1", "1");
    assertLedger(1, 0, 2);
    assertThat(engine.deadLetters().counts())
        .contains(new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, 0, 2, 0));
  }

  @Test
  void copiesThatAreSentWhileItIsOpenAreDuplicatesHoweverLate() {
    send(event("1", "30"));
    send(event("1", "3"));
    DeadLetter letter = only(State.OPEN);
    now.addAndGet(3 * WINDOW_MILLIS);
    send(event("1", "3"));
    assertLedger(0, 2, 1);
    now.addAndGet(3 * WINDOW_MILLIS);
    restart(AT_MOST_TEN);
    send(event("1", "3"));
    assertLedger(0, 3, 1);
    assertThat(replay(letter.id(), event("1", "4")).outcome()).isEqualTo(Outcome.COUNTED);
    send(event("1", "3"));
    assertCounted("1", "4");
    assertLedger(1, 4, 1);
  }

  @Test
  void whatIsDiscardedIsNeverReplayed() {
    send(event("1", "30"));
    DeadLetterId id = only(State.OPEN).id();
    DeadLetters letters = engine.deadLetters();
    long decided = now.get();
    assertThat(letters.discard(List.of(id), "bob: a test").get(0).outcome())
        .isEqualTo(Outcome.DISCARDED);
    // durable at once, without a commit that time would bring
    restart();
    letters = engine.deadLetters();
    assertThat(Objects.requireNonNull(letters.find(id)).closing())
        .isEqualTo(DeadLetter.Closing.discarded(id.offset(), decided, "bob: a test"));
    assertThat(letters.discard(List.of(id), "").get(0).outcome())
        .isEqualTo(Outcome.ALREADY_DISCARDED);
    assertThat(replay(id, null).outcome()).isEqualTo(Outcome.ALREADY_DISCARDED);
    assertThat(letters.discard(List.of(new DeadLetterId(1, 99), new DeadLetterId(7, 0)), ""))
        .extracting(Result::outcome)
        .containsOnly(Outcome.NOT_FOUND);
    assertLedger(0, 0, 1);
    assertThat(letters.counts())
        .contains(new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, 0, 0, 1));
  }

  @Test
  void whoeverReplaysAtTheSameTimeCountsItOnce() throws Exception {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(event("e" + i, "30"));
    }
    send(events.toArray(Event[]::new));
    List<DeadLetter> open = all(State.OPEN);
    assertThat(open).hasSize(40);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Result>>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int value = thread + 1;
        Callable<List<Result>> call = () -> engine
            .deadLetters()
            .replay(
                open.stream()
                    .map(letter -> new Replay(
                        letter.id(), event(letter.event().id(), Integer.toString(value))))
                    .toList(),
                "");
        running.add(threads.submit(call));
      }
      int counted = 0;
      for (Future<List<Result>> one : running) {
        for (Result result : one.get()) {
          assertThat(result.outcome()).isIn(Outcome.COUNTED, Outcome.ALREADY_REPLAYED);
          counted += result.outcome() == Outcome.COUNTED ? 1 : 0;
        }
      }
      assertThat(counted).isEqualTo(40);
    } finally {
      threads.shutdownNow();
    }
    assertThat(countAndSum().get(0)).isEqualByComparingTo("40");
    assertThat(all(State.OPEN)).isEmpty();
    assertLedger(40, 0, 40);
  }

  @Test
  void aRuleThatIsTakenBackLetsAllBeReplayed() {
    restart(AT_MOST_TEN, new EventRule("sale", List.of("shop"), null, null));
    send(event("1", "30"), event("2", "40"), event("3", "5"));
    List<DeadLetter> letters = all(State.OPEN);
    restart();
    List<Result> results = engine
        .deadLetters()
        .replay(letters.stream().map(each -> new Replay(each.id(), null)).toList(), "");
    assertThat(results).extracting(Result::outcome).containsOnly(Outcome.COUNTED);
    assertCounted("3", "75");
  }

  @Test
  void filtersFindWhatTheyMean() {
    restart(AT_MOST_TEN, new EventRule("sale", List.of("shop"), null, null));
    Event sale =
        new Event("s", "x", "sale", "A", 1_763_700_000_000L, BigDecimal.ONE, new TreeMap<>());
    send(event("1", "30"), event("2", "40"), sale);
    long later = now.addAndGet(5000);
    send(event("3", "50"));
    List<DeadLetter> letters = all(State.OPEN);
    assertThat(letters).hasSize(4);
    List<DeadLetterFilter> filters = List.of(
        new DeadLetterFilter(
            State.OPEN, DeadLetterReason.ATTRIBUTE_MISSING, null, null, 0, Long.MAX_VALUE),
        new DeadLetterFilter(State.OPEN, null, null, "vote", 0, Long.MAX_VALUE),
        new DeadLetterFilter(State.OPEN, null, 1, null, 0, Long.MAX_VALUE),
        new DeadLetterFilter(State.OPEN, null, null, null, later, Long.MAX_VALUE),
        new DeadLetterFilter(State.OPEN, null, null, null, 0, later),
        new DeadLetterFilter(State.OPEN, null, 9, null, 0, Long.MAX_VALUE),
        DeadLetterFilter.of(State.DISCARDED));
    for (DeadLetterFilter filter : filters) {
      DeadLetters.Page page = engine.deadLetters().page(filter, null, DeadLetters.BATCH_MAX);
      assertThat(page.next()).isNull();
      assertThat(page.letters())
          .as("%s", filter)
          .isEqualTo(letters.stream().filter(filter::matches).toList());
    }
  }
}
