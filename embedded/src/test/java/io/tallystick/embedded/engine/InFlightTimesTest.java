package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Goal: the minimum is never later than that of a plain queue, and equal below the limit. */
class InFlightTimesTest {

  @Property(tries = 50)
  void minimumIsThatOfAPlainQueue(@ForAll long seed, @ForAll boolean growing) {
    Random random = new Random(seed);
    InFlightTimes times = new InFlightTimes();
    Deque<long[]> naive = new ArrayDeque<>();
    long end = 0;
    int largest = 0;
    for (int step = 0; step < 12_000; step++) {
      if (random.nextInt(5) < (growing ? 4 : 2)) {
        end += 1 + random.nextInt(3);
        long time = random.nextInt(1000) + (growing ? step * 10L : 0);
        times.appended(end, time);
        naive.add(new long[] {end, time});
      } else if (!naive.isEmpty()) {
        long offset = naive.removeFirst()[0];
        times.processed(offset);
      }
      largest = Math.max(largest, naive.size());
      long min = naive.stream().mapToLong(e -> e[1]).min().orElse(InFlightTimes.NONE);
      if (largest < 4096) {
        assertThat(times.min()).isEqualTo(min);
      } else {
        assertThat(times.min()).isLessThanOrEqualTo(min);
      }
    }
  }
}
