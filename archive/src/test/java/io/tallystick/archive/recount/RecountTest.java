package io.tallystick.archive.recount;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.core.deadletter.EventRule;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.core.recount.Difference;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a recount agrees with core's own processing on whatever events, finds every damage, names
 * its cause, and repairs it.
 *
 * <p>Method: a seed makes events with copies near and beyond the window, odd texts, extreme values
 * and times, dead letters and replays; core's processor counts them into rows in memory; then rows
 * or fates are damaged.
 */
final class RecountTest {

  private static final long ARRIVAL = 1_795_341_600_000L;
  private static final Dimension COUNTRY = new Dimension(List.of("country"));
  private static final Dimension BOTH = new Dimension(List.of("country", "subject"));
  private static final EventRule RULE = new EventRule("watch", List.of("country"), null, null);
  private static final String[] SUBJECTS = {"A", "B", "b's", "日本", "\uD83D\uDE00", "AB"};
  private static final String[] COUNTRIES = {"DE", "FR", "", "ﬀ"};
  private static final String[] TYPES = {"view", "views", "watch"};

  @TempDir
  private Path folder;

  private SimulatedNode node = new SimulatedNode(2, List.of(Dimension.SUBJECT), List.of(RULE));

  @BeforeEach
  void begin() {
    node = new SimulatedNode(2, List.of(Dimension.SUBJECT, COUNTRY), List.of(RULE));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void agreesWithProcessing(long seed) {
    Random random = new Random(seed);
    fill(random, 3);
    node.declare(List.of(Dimension.SUBJECT, BOTH));
    fill(random, 2);
    node.declare(List.of(Dimension.SUBJECT, COUNTRY));
    fill(random, 2);

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.listed).as("seed %s", seed).isEmpty();
    assertThat(found.fates).as("seed %s", seed).isEmpty();
    assertThat(found.ledger).as("seed %s", seed).isEmpty();
    assertThat(found.differences).isZero();
    assertThat(found.events).isEqualTo(node.end(0) + node.end(1));
    assertThat(found.cells).isGreaterThan(100);
    int minute = (int) (ARRIVAL / 60_000);
    for (RecountRequest part : List.of(
        new RecountRequest(minute - 7, minute + 500, null, false),
        new RecountRequest(null, minute + 3, "view", false),
        new RecountRequest(minute - 2_000, null, null, false))) {
      RecountFindings partly = recount(part);
      assertThat(partly.listed).as("seed %s, %s", seed, part).isEmpty();
      assertThat(partly.fates).as("seed %s, %s", seed, part).isEmpty();
      assertThat(partly.cells).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsAndRepairsDamagedRows(long seed) {
    Random random = new Random(seed);
    fill(random, 4);
    Map<byte[], byte[]> right = new TreeMap<>(node.rows.comparator());
    right.putAll(node.rows);
    List<byte[]> keys = new ArrayList<>(node.rows.keySet());
    int damaged = 0;
    for (int i = 0; i < 12; i++) {
      byte[] key = keys.remove(random.nextInt(keys.size()));
      byte[] row = Objects.requireNonNull(node.rows.get(key)).clone();
      switch (i % 4) {
        case 0 -> node.rows.remove(key);
        case 1 -> node.rows.put(key, Arrays.copyOf(row, row.length - 1));
        case 2 -> node.rows.put(key, SimulatedNode.concatenated(row, row));
        default -> {
          // the last byte belongs to a number, whatever the shape of the entry
          row[row.length - 1] ^= 2;
          node.rows.put(key, row);
        }
      }
      damaged++;
    }

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.rows).as("seed %s: %s", seed, found.listed).isEqualTo(damaged);
    assertThat(found.causes.keySet())
        .as("seed %s: %s", seed, found.listed)
        .contains(Cause.CORRUPTED);

    RecountFindings repaired = recount(new RecountRequest(null, null, null, true));
    assertThat(repaired.repaired).as("seed %s", seed).isEqualTo(damaged);
    assertThat(recount(RecountRequest.ALL).listed).as("seed %s", seed).isEmpty();
    assertThat(node.rows.keySet()).containsExactlyElementsOf(right.keySet());
    assertThat(node.records).hasSize(damaged);
  }

  @Test
  void namesOneDamagedRowCorrupted() {
    fill(new Random(7), 3);
    byte[] key = node.rows.keySet().stream()
        .filter(row -> row[0] == Level.HOUR.number())
        .findFirst()
        .orElseThrow();
    node.rows.remove(key);

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.rows).isEqualTo(1);
    assertThat(found.causes).containsOnlyKeys(Cause.CORRUPTED);
    assertThat(found.listed).allSatisfy(difference -> {
      assertThat(difference.level()).isEqualTo(Level.HOUR);
      assertThat(difference.stored()).isNull();
    });
  }

  @Test
  void namesUnreadableKeysAndRowsOfNothing() {
    fill(new Random(8), 2);
    node.rows.put(new byte[] {3, 0, 0, 0, 1, 9}, new byte[] {0, (byte) 0x80, 1});
    byte[] known = node.rows.keySet().stream()
        .filter(row -> row[0] == Level.ALL.number())
        .findFirst()
        .orElseThrow();
    byte[] other = known.clone();
    other[8] ^= 1; // a letter of the type
    node.rows.put(other, new byte[] {0, 0x09, 1});

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.rows).as("%s", found.listed).isEqualTo(2);
    assertThat(found.differences).isEqualTo(2);
    assertThat(found.causes).isEqualTo(Map.of(Cause.CORRUPTED, 2L));
    assertThat(found.notes).hasSize(3).anyMatch(note -> note.contains("cannot be read"));
    recount(new RecountRequest(null, null, null, true));
    assertThat(recount(RecountRequest.ALL).differences).isZero();
  }

  @Test
  void namesEventsThatWereNotAddedLost() {
    fill(new Random(9), 2);
    Map<byte[], byte[]> before = new TreeMap<>(node.rows.comparator());
    before.putAll(node.rows);
    fill(new Random(10), 1);
    node.rows.clear();
    node.rows.putAll(before);

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.causes).containsOnlyKeys(Cause.LOST);
    assertThat(found.fates).isEmpty();
    assertThat(found.listed)
        .allSatisfy(difference -> assertThat(difference.stored() == null
                || difference.stored().count()
                    < Objects.requireNonNull(difference.expected()).count())
            .isTrue());
    recount(new RecountRequest(null, null, null, true));
    assertThat(recount(RecountRequest.ALL).differences).isZero();
  }

  @Test
  void namesDuplicatesThatWereAddedDoubled() {
    EventDraft event = event("web", "1", "view", "A", ARRIVAL, 25, 1);
    node.send(0, ARRIVAL, List.of(event, event("web", "2", "view", "A", ARRIVAL, 1, 0)));
    node.commit();
    // the same events, of which the node no longer knows
    SimulatedNode forgetful = new SimulatedNode(2, List.of(Dimension.SUBJECT), List.of());
    forgetful.send(0, ARRIVAL + 1_000, List.of(event));
    forgetful.commit();
    forgetful.rows.forEach(
        (key, value) -> node.rows.merge(key, value, SimulatedNode::concatenated));
    node.send(0, ARRIVAL + 1_000, List.of(event));
    node.commit();

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.causes).as("%s", found.listed).containsOnlyKeys(Cause.DOUBLED);
    // all time, day, hour and minute; of the total and of the subject
    assertThat(found.differences).isEqualTo(8);
    Difference first = found.listed.get(0);
    assertThat(Objects.requireNonNull(first.stored()).sum()).isEqualByComparingTo("6");
    assertThat(Objects.requireNonNull(first.expected()).sum()).isEqualByComparingTo("3.5");
  }

  @Test
  void judgesFatesByTheRulesAlone() {
    EventDraft event = event("web", "1", "view", "A", ARRIVAL, 1, 0);
    node.send(1, ARRIVAL, List.of(event));
    node.send(1, ARRIVAL + 600_000, List.of(event));
    node.send(1, ARRIVAL + 2_000_000, List.of(event));
    node.commit();
    assertThat(recount(RecountRequest.ALL).fates).isEmpty();

    node.changeFate(1, 1, Fate.COUNTED.number());
    RecountFindings found = recount(RecountRequest.ALL);
    assertThat(found.fates).singleElement().satisfies(wrong -> {
      assertThat(wrong.offset()).isEqualTo(1);
      assertThat(wrong.committed()).isEqualTo(Fate.COUNTED);
      assertThat(wrong.expected()).isEqualTo(Fate.DUPLICATE);
    });
    assertThat(found.differences).isZero();
    node.changeFate(1, 1, Fate.DUPLICATE.number());
    node.changeFate(1, 2, Fate.DUPLICATE.number());
    assertThat(recount(RecountRequest.ALL).fateDifferences).isEqualTo(1);
  }

  @Test
  void comparesTheLedger() {
    fill(new Random(11), 2);
    long dead = 0;
    while (node.fate(0, dead) != Fate.DEAD_LETTERED.number()) {
      dead++;
    }
    node.changeFate(0, dead, Fate.COUNTED.number());

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.ledger).singleElement().satisfies(line -> {
      assertThat(line.partition()).isZero();
      assertThat(line.expected().events().deadLettered())
          .isEqualTo(line.stored().events().deadLettered() - 1);
    });
    assertThat(found.causes).containsOnlyKeys(Cause.LOST);
  }

  @Test
  void saysWhatItCannotCompareWithoutTheBeginning() {
    for (int i = 0; i < 10; i++) {
      node.send(
          0,
          ARRIVAL + i * 60_000L,
          List.of(event("web", "e" + i, "view", "A", ARRIVAL + i * 60_000L, 1, 0)));
    }
    node.commit();
    node.trim(0, 4);

    RecountFindings found = recount(RecountRequest.ALL);

    assertThat(found.listed).isEmpty();
    assertThat(found.coverage.get(0).isComplete()).isFalse();
    assertThat(found.notes).anyMatch(note -> note.contains("before offset 4"));
    node.rows.keySet().removeIf(key -> key[0] == Level.ALL.number());
    RecountFindings damaged = recount(new RecountRequest(null, null, null, true));
    assertThat(damaged.differences).isEqualTo(2);
    assertThat(damaged.repaired).isZero();
    assertThat(damaged.left).isEqualTo(2);
  }

  private void fill(Random random, int commits) {
    for (int commit = 0; commit < commits; commit++) {
      for (int batch = 0; batch < 12; batch++) {
        int partition = random.nextInt(2);
        long arrival = nextArrival(random);
        List<EventDraft> events = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
          events.add(randomEvent(random, partition, arrival));
        }
        node.send(partition, arrival, events);
      }
      replaySome(random);
      node.commit();
    }
  }

  private long now = ARRIVAL;

  private long nextArrival(Random random) {
    now += random.nextInt(5) == 0 ? random.nextInt(700_000) : random.nextInt(20_000);
    return now;
  }

  private void replaySome(Random random) {
    node.commit();
    for (int partition = 0; partition < 2; partition++) {
      for (long offset = 0; offset < node.end(partition); offset++) {
        if (node.fate(partition, offset) == Fate.DEAD_LETTERED.number() && random.nextInt(3) == 0) {
          EventDraft mended = mended(partition, offset);
          node.replay(partition, nextArrival(random), mended, offset);
          node.commit();
        }
      }
    }
  }

  /** The dead letter with the attribute that it lacks. */
  private EventDraft mended(int partition, long offset) {
    EventDraft[] mended = new EventDraft[1];
    node.read(partition, 0, node.end(partition), (entry, fates) -> {
      if (offset >= entry.offset() && offset < entry.offset() + entry.count()) {
        LogBatchReader reader = new LogBatchReader();
        reader.read(entry.batch());
        Event dead = new LoggedEvents().event(reader, (int) (offset - entry.offset()));
        TreeMap<String, String> attributes = new TreeMap<>(dead.attributes());
        attributes.put("country", "DE");
        EventDraft draft = new EventDraft();
        new Event(
                dead.source(),
                dead.id(),
                dead.type(),
                dead.subject(),
                dead.timeMillis(),
                dead.value(),
                attributes)
            .draft(draft);
        mended[0] = draft;
      }
      return true;
    });
    return mended[0];
  }

  private EventDraft randomEvent(Random random, int partition, long arrival) {
    String type = TYPES[random.nextInt(TYPES.length)];
    long time = switch (random.nextInt(8)) {
      case 0 -> arrival - random.nextInt(2_000_000_000);
      case 1 -> -62_000_000_000_000L + random.nextInt(2_000_000_000);
      default -> arrival - random.nextInt(300_000);
    };
    long unscaled =
        random.nextInt(4) == 0 ? random.nextLong() % 1_000_000_000_000_000_000L : random.nextInt(3);
    EventDraft draft = event(
        "web",
        partition + "-" + random.nextInt(120),
        type,
        SUBJECTS[random.nextInt(SUBJECTS.length)],
        time,
        unscaled,
        random.nextInt(10));
    if (random.nextInt(4) > 0) {
      int index = draft.addAttribute();
      draft.attributeName(index).set("country");
      draft.attributeValue(index).set(COUNTRIES[random.nextInt(COUNTRIES.length)]);
      index = draft.addAttribute();
      draft.attributeName(index).set("device");
      draft.attributeValue(index).set("");
    }
    return draft;
  }

  private static EventDraft event(
      String source, String id, String type, String subject, long time, long unscaled, int scale) {
    EventDraft draft = new EventDraft();
    draft.source().set(source);
    draft.id().set(id);
    draft.type().set(type);
    draft.subject().set(subject);
    draft.timeMillis(time);
    draft.value(unscaled, scale);
    return draft;
  }

  private RecountFindings recount(RecountRequest request) {
    Path work = folder.resolve("recount");
    RecountSettings settings = new RecountSettings(
        new DuckSettings(256L << 20, 2, work.resolve("tmp")),
        work,
        SimulatedNode.WINDOW.windowMillis(),
        300_000);
    RecountFindings findings =
        new SqlRecount(settings, null, node, request, 1, (step, share) -> {}).run();
    assertThat(Files.exists(work)).isFalse();
    return findings;
  }
}
