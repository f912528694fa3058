package io.tallystick.embedded.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.engine.EngineSettings;
import io.tallystick.embedded.engine.ReopeningEngine;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A data folder of events 0, 1, 2… whose every number is known: event i views subject i mod {@value
 * #SUBJECTS} in minute i / 100 with the value i.
 */
final class CountedFolder {

  static final int SUBJECTS = 7;
  static final int PARTITIONS = 2;

  private static final long START = 1_763_800_000_000L / 86_400_000 * 86_400_000;
  private static final long WINDOW_MILLIS = 3_600_000;
  private static final int BATCH = 500;
  private static final int EVENTS_MAX = 100_000;

  private final AtomicLong now = new AtomicLong(START + 90 * 86_400_000L);
  private final int paddingChars;
  private volatile boolean stopped;

  CountedFolder() {
    this(0);
  }

  /**
   * @param paddingChars by which each event is longer, to fill a disk sooner
   */
  CountedFolder(int paddingChars) {
    this.paddingChars = paddingChars;
  }

  /** Time passes with every look at the clock. */
  private long clock() {
    return stopped ? now.get() : now.incrementAndGet();
  }

  /** From now on no commit is due. */
  void stopClock() {
    stopped = true;
  }

  void startClock() {
    stopped = false;
  }

  /** The same as a node opens it. */
  ReopeningEngine openForGood(Path directory, long freeBytesMin) {
    return ReopeningEngine.open(settings(directory), OptionalLong.of(freeBytesMin), this::clock);
  }

  EmbeddedEngine open(Path directory) {
    return EmbeddedEngine.open(settings(directory), this::clock);
  }

  /** Little memory for identities, so that some have to move to disk. */
  static EngineSettings settings(Path directory) {
    return new EngineSettings(
        directory,
        PARTITIONS,
        List.of(Dimension.SUBJECT),
        List.of(),
        new DeduplicationSettings(WINDOW_MILLIS, PARTITIONS * (16 << 10)),
        20,
        WINDOW_MILLIS,
        1 << 20);
  }

  /** Sends the events from {@code begin} to before {@code end}; all are acknowledged. */
  void send(EventLog log, int begin, int end) {
    for (int from = begin; from < end; from += BATCH) {
      sendBatch(log, from, Math.min(end, from + BATCH));
    }
  }

  /** The same as one append; throws what it fails with, wrapped. */
  void sendBatch(EventLog log, int begin, int end) {
    EventRouter router =
        new EventRouter(log.partitions(), new EventRules(EventLimits.DEFAULT), target -> {
          throw new AssertionError("every event has an id");
        });
    router.begin(now.get());
    EventDraft draft = new EventDraft();
    for (int i = begin; i < end; i++) {
      draft.clear();
      draft.source().set("test");
      draft.id().set("event-" + i);
      draft.type().set("view");
      draft.subject().set("S" + i % SUBJECTS);
      draft.timeMillis(START + i / 100 * 60_000L);
      draft.value(i, 0);
      if (paddingChars > 0) {
        int attribute = draft.addAttribute();
        draft.attributeName(attribute).set("padding");
        draft.attributeValue(attribute).set(i + "x".repeat(paddingChars));
      }
      assertThat(router.add(draft)).isNull();
    }
    log.append(router.finish()).toCompletableFuture().join();
  }

  /** Waits until every accepted event has its fate, or throws what stopped the engine. */
  static void awaitCounted(NodeStatus engine) {
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (engine.state() != NodeStatus.State.READY || !isCounted(engine)) {
      String failure = engine.failure();
      if (failure != null) {
        throw new StoreException(failure);
      }
      assertThat(System.nanoTime()).as("counted within three minutes").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isCounted(NodeStatus engine) {
    return engine.partitions().stream().allMatch(p -> p.logEnd() == p.processedOffset());
  }

  /** Waits until everything that was counted is committed. */
  static void awaitCommitted(NodeStatus engine) {
    awaitCounted(engine);
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (!engine.partitions().stream().allMatch(p -> p.logEnd() == p.committedOffset())) {
      assertThat(System.nanoTime()).as("committed within three minutes").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Fails unless the engine knows exactly the events before {@code count}. */
  void check(RollupReader rollups, EventLog log, int count) {
    checkAnswers(rollups, count);
    checkLog(log, count);
  }

  /** Compares every answer. */
  static void checkAnswers(RollupReader rollups, int count) {
    Queries queries = new Queries(rollups, QueryLimits.DEFAULT);
    List<Function> functions = List.of(Function.COUNT, Function.SUM);
    StatsQuery all = StatsQuery.ofAll("view", functions, null, null);
    assertThat(numbers(queries, all)).as("total").isEqualTo(sum(0, count, 1));
    for (int subject = 0; subject < SUBJECTS; subject++) {
      StatsQuery one = new StatsQuery(
          "view", Dimension.SUBJECT, List.of(List.of("S" + subject)), functions, null, null);
      assertThat(numbers(queries, one)).as("S%s", subject).isEqualTo(sum(subject, count, SUBJECTS));
    }
    int minute = Calendar.minute(START);
    StatsQuery points = StatsQuery.ofAll(
        "view", functions, new TimeRange(minute, minute + EVENTS_MAX / 100), Granularity.MINUTE);
    queries.stats(points).results().get(0).points().forEach(point -> {
      int from = Math.min(count, (point.start() - minute) * 100);
      int to = Math.min(count, from + 100);
      assertThat(point.numbers().get(0).longValueExact()).as("minute").isEqualTo(to - from);
    });
    TopQuery top = new TopQuery("view", Dimension.SUBJECT, Map.of(), Function.COUNT, null, 10);
    long counted = queries.top(top).results().stream()
        .mapToLong(result -> result.number().longValueExact())
        .sum();
    assertThat(counted).as("top").isEqualTo(count);
  }

  /** How many events are counted in all. */
  static long counted(RollupReader rollups) {
    StatsQuery all = StatsQuery.ofAll("view", List.of(Function.COUNT), null, null);
    return numbers(new Queries(rollups, QueryLimits.DEFAULT), all).get(0);
  }

  private static List<Long> numbers(Queries queries, StatsQuery query) {
    return queries.stats(query).results().get(0).numbers().stream()
        .map(number -> number == null ? 0L : number.longValueExact())
        .toList();
  }

  private static List<Long> sum(int first, int count, int step) {
    long events = 0;
    long sum = 0;
    for (int i = first; i < count; i += step) {
      events++;
      sum += i;
    }
    return List.of(events, sum);
  }

  /** Reads all of the log, which must have at least {@code count} events without gaps. */
  private static void checkLog(EventLog log, int count) {
    long events = 0;
    for (int partition = 0; partition < log.partitions(); partition++) {
      long offset = log.begin(partition);
      for (EventLog.Entry entry = log.read(partition, offset);
          entry != null;
          entry = log.read(partition, offset)) {
        offset += entry.count();
        events += entry.count();
      }
    }
    assertThat(events).as("events in the log").isGreaterThanOrEqualTo(count);
  }

  /** Whether it is one of the failures that name what is wrong. */
  static boolean isNamed(Throwable failure) {
    return failure instanceof StoreException
        || failure instanceof CorruptRecordException
        || failure instanceof CorruptRunException;
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
          throws IOException {
        Files.createDirectories(to.resolve(from.relativize(directory).toString()));
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
        return FileVisitResult.CONTINUE;
      }
    });
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(
          Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
        Files.delete(visited);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
