package io.tallystick.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Goal: fates are counted in total and by hour of arrival as a list of events counts them, also
 * when the counter is restored from what it said at any moment.
 */
class FateCounterTest {

  private record Decided(long hour, Fate fate, boolean canary) {}

  @Property(tries = 200)
  void countsWhatAListCounts(@ForAll long seed) {
    Random random = new Random(seed);
    FateCounter counter = new FateCounter();
    List<Decided> events = new ArrayList<>();
    Map<Long, HourTally> ended = new TreeMap<>();
    long arrival = random.nextInt(3) == 0 ? -3 * HourTally.MILLIS : 1_763_800_000_000L;
    for (int entry = 0; entry < 60; entry++) {
      arrival += random.nextInt(4) == 0 ? random.nextInt(5 * (int) HourTally.MILLIS) : 1000;
      HourTally over = counter.arrival(arrival, events.size());
      if (over != null) {
        assertThat(ended.put(over.hour(), over)).as("each hour ends once").isNull();
        assertThat(over.endOffset()).isEqualTo(events.size());
      }
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        Decided event = new Decided(
            HourTally.hour(arrival), Fate.of(random.nextInt(3)), random.nextInt(5) == 0);
        counter.add(event.fate(), event.canary());
        events.add(event);
      }
      if (random.nextInt(4) == 0) {
        FateCounter restored = new FateCounter();
        restored.restore(counter.tally(), counter.hour());
        counter = restored;
      }
      assertThat(counter.tally()).isEqualTo(tally(events));
      ended.put(counter.hour().hour(), counter.hour());
      ended.forEach((hour, said) -> {
        List<Decided> of = events.stream().filter(event -> event.hour() == hour).toList();
        assertThat(said.tally()).isEqualTo(tally(of));
        assertThat(said.firstOffset()).isEqualTo(events.indexOf(of.get(0)));
      });
      ended.remove(counter.hour().hour());
    }
  }

  private static Tally tally(List<Decided> events) {
    return new Tally(fates(events, false), fates(events, true));
  }

  private static Fates fates(List<Decided> events, boolean canary) {
    long[] counts = new long[3];
    events.stream()
        .filter(event -> event.canary() == canary)
        .forEach(event -> counts[event.fate().number()]++);
    return new Fates(counts[0], counts[1], counts[2]);
  }
}
