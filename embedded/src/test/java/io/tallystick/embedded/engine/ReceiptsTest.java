package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Goal: every receipt agrees with what was sent, at every moment: while events wait, are counted and
 * committed, and after restarts, with other dimensions than before.
 *
 * <p>Method: random histories, remembered by the test; another thread looks up events all the
 * while. Time is a counter of the test.
 */
class ReceiptsTest {

  private static final long START = 1_763_800_000_000L;
  private static final long WINDOW_MILLIS = 600_000;
  private static final int IDS = 300;
  private static final List<Dimension> DECLARABLE = List.of(
      Dimension.SUBJECT,
      new Dimension(List.of("country")),
      new Dimension(List.of("subject", "country")),
      new Dimension(List.of("colour")));

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void receiptsAgreeWithWhatWasSent(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("receipts-test");
    try {
      new History(seed, directory).run(12);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * One copy that was acknowledged.
   *
   * @param counted the series that it is to be in; empty for a duplicate
   */
  private record Sent(Event event, long arrivalMillis, Fate fate, List<Dimension> counted) {}

  private static final class History {

    private final Random random;
    private final Path directory;
    private final int partitions;
    private final int commitMillis;
    private final AtomicLong now = new AtomicLong(START);
    private final Map<String, List<Sent>> sent = new HashMap<>();
    private List<Dimension> dimensions = DECLARABLE.subList(0, 2);
    private EmbeddedEngine engine;

    History(long seed, Path directory) {
      random = new Random(seed);
      this.directory = directory;
      partitions = 1 + random.nextInt(3);
      commitMillis = 1 + random.nextInt(40);
      engine = open();
    }

    private EmbeddedEngine open() {
      EmbeddedEngine opened = EmbeddedEngine.open(
          new EngineSettings(
              directory,
              partitions,
              dimensions,
              List.of(),
              new DeduplicationSettings(WINDOW_MILLIS, 4 << 20),
              commitMillis,
              100 * WINDOW_MILLIS,
              1 << 20),
          now::get);
      long deadline = System.nanoTime() + 180_000_000_000L;
      while (opened.state() != NodeStatus.State.READY) {
        assertThat(opened.failure()).isNull();
        assertThat(System.nanoTime()).as("ready within three minutes").isLessThan(deadline);
        Thread.onSpinWait();
      }
      return opened;
    }

    void run(int steps) throws Exception {
      ExecutorService reader = Executors.newSingleThreadExecutor();
      try {
        for (int step = 0; step < steps; step++) {
          Map<String, List<Sent>> before = snapshot();
          Future<?> reading = reader.submit(() -> {
            for (int i = 0; i < 100; i++) {
              checkPrefix(before, "id-" + i * 3 % IDS);
            }
          });
          send(1 + random.nextInt(300));
          reading.get();
          now.addAndGet(random.nextInt(4) == 0 ? 2 * WINDOW_MILLIS : random.nextInt(1000));
          if (random.nextInt(3) == 0) {
            restart();
          }
          for (int i = 0; i < 20; i++) {
            check("id-" + random.nextInt(IDS), false);
          }
        }
        awaitCommitted();
        for (String id : sent.keySet()) {
          check(id, true);
        }
        assertThat(engine.receipts().find("test", "never sent")).isNull();
        assertThat(engine.receipts().find("other", "id-1")).isNull();
      } finally {
        reader.shutdownNow();
        engine.close();
      }
    }

    private Map<String, List<Sent>> snapshot() {
      Map<String, List<Sent>> copy = new HashMap<>();
      sent.forEach((id, copies) -> copy.put(id, List.copyOf(copies)));
      return copy;
    }

    private void restart() {
      engine.close();
      dimensions = new ArrayList<>(List.of(Dimension.SUBJECT));
      for (Dimension dimension : DECLARABLE.subList(1, DECLARABLE.size())) {
        if (random.nextBoolean()) {
          dimensions.add(dimension);
        }
      }
      engine = open();
    }

    private void send(int count) {
      EventRouter router =
          new EventRouter(partitions, new EventRules(EventLimits.DEFAULT), target -> {
            throw new AssertionError("every event has an id");
          });
      router.begin(now.get());
      EventDraft draft = new EventDraft();
      for (int i = 0; i < count; i++) {
        Event event = event("id-" + random.nextInt(IDS));
        event.draft(draft);
        assertThat(router.add(draft)).isNull();
        List<Sent> copies = sent.computeIfAbsent(event.id(), key -> new ArrayList<>());
        boolean first = copies.isEmpty()
            || now.get() - copies.get(copies.size() - 1).arrivalMillis() >= 2 * WINDOW_MILLIS;
        copies.add(new Sent(
            event,
            now.get(),
            first ? Fate.COUNTED : Fate.DUPLICATE,
            first ? series(event) : List.of()));
      }
      engine.log().append(router.finish()).toCompletableFuture().join();
    }

    private List<Dimension> series(Event event) {
      List<Dimension> series = new ArrayList<>(List.of(Dimension.TOTAL));
      for (Dimension dimension : dimensions) {
        boolean all = dimension.names().stream()
            .allMatch(name -> name.equals("subject") || event.attributes().containsKey(name));
        if (all) {
          series.add(dimension);
        }
      }
      return series;
    }

    private Event event(String id) {
      TreeMap<String, String> attributes = new TreeMap<>();
      if (random.nextInt(3) > 0) {
        attributes.put("country", List.of("DE", "", "ü").get(random.nextInt(3)));
      }
      if (random.nextBoolean()) {
        attributes.put("colour", "red");
      }
      return new Event(
          "test",
          id,
          random.nextBoolean() ? "view" : "like",
          "S" + random.nextInt(5),
          START - random.nextInt(1_000_000),
          BigDecimal.valueOf(random.nextLong() / 100_000, random.nextInt(10)),
          attributes);
    }

    private void check(String id, boolean committed) {
      List<Sent> expected = sent.getOrDefault(id, List.of());
      Receipt receipt = engine.receipts().find("test", id);
      List<Receipt.Copy> found = receipt == null ? List.of() : receipt.copies();
      assertThat(found).as(id).hasSameSizeAs(expected);
      match(id, found, expected, committed);
    }

    /** While others are sent: what was acknowledged before is there, and further copies may be. */
    private void checkPrefix(Map<String, List<Sent>> acknowledged, String id) {
      List<Sent> expected = acknowledged.getOrDefault(id, List.of());
      Receipt receipt = engine.receipts().find("test", id);
      List<Receipt.Copy> found = receipt == null ? List.of() : receipt.copies();
      assertThat(found).as(id).hasSizeGreaterThanOrEqualTo(expected.size());
      match(id, found.subList(0, expected.size()), expected, false);
    }

    private static void match(
        String id, List<Receipt.Copy> found, List<Sent> expected, boolean committed) {
      Receipt.@Nullable Copy original = null;
      boolean undecided = false;
      for (int i = 0; i < expected.size(); i++) {
        Receipt.Copy copy = found.get(i);
        Sent one = expected.get(i);
        String as = id + " copy " + i + ": " + copy;
        assertThat(copy.event()).as(as).isEqualTo(one.event());
        assertThat(copy.arrivalMillis()).as(as).isEqualTo(one.arrivalMillis());
        if (copy.fate() == Fate.IN_FLIGHT) {
          undecided = true;
          assertThat(copy.committedMillis()).as(as).isNull();
          assertThat(committed).as(as).isFalse();
          continue;
        }
        // fates are given in the order of the log
        assertThat(undecided).as(as).isFalse();
        assertThat(copy.fate()).as(as).isEqualTo(one.fate());
        assertThat(copy.counted()).as(as).containsExactlyInAnyOrderElementsOf(one.counted());
        assertThat(copy.duplicateOf())
            .as(as)
            .isEqualTo(
                copy.fate() == Fate.DUPLICATE && original != null ? original.offset() : null);
        if (committed) {
          assertThat(copy.committedMillis()).as(as).isGreaterThanOrEqualTo(copy.arrivalMillis());
        }
        original = copy.fate() == Fate.COUNTED ? copy : original;
      }
    }

    private void awaitCommitted() {
      long deadline = System.nanoTime() + 180_000_000_000L;
      while (!engine.partitions().stream().allMatch(p -> p.logEnd() == p.committedOffset())) {
        // commits come when time passes
        now.incrementAndGet();
        assertThat(System.nanoTime()).as("committed within three minutes").isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }
}
