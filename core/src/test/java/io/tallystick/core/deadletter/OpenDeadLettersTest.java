package io.tallystick.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Goal: open dead letters are found as in a map from identity to offset. */
class OpenDeadLettersTest {

  @Property(tries = 200)
  void findsWhatAMapFinds(@ForAll long seed) {
    Random random = new Random(seed);
    // few bits in the low half, so that slots collide and runs of them wrap around
    long lowMask = random.nextInt(3) == 0 ? -1 : 0x8000_0000_0000_000fL;
    int identities = 1 + random.nextInt(400);
    OpenDeadLetters open = new OpenDeadLetters();
    Map<List<Long>, Long> expected = new HashMap<>();
    for (int step = 0; step < 2000; step++) {
      Random identity = new Random(seed + random.nextInt(identities));
      long high = identity.nextLong();
      long low = identity.nextLong() & lowMask;
      // it grows, then shrinks
      boolean adds = random.nextInt(2000) > step;
      if (adds) {
        open.add(high, low, step);
        expected.put(List.of(high, low), (long) step);
      } else {
        open.remove(high, low);
        expected.remove(List.of(high, low));
      }
      assertThat(open.size()).isEqualTo(expected.size());
      assertThat(open.isEmpty()).isEqualTo(expected.isEmpty());
      Random other = new Random(seed + random.nextInt(identities));
      long otherHigh = other.nextLong();
      long otherLow = other.nextLong() & lowMask;
      assertThat(open.find(otherHigh, otherLow))
          .isEqualTo(expected.getOrDefault(List.of(otherHigh, otherLow), OpenDeadLetters.NONE));
    }
    expected.forEach(
        (key, offset) -> assertThat(open.find(key.get(0), key.get(1))).isEqualTo(offset));
  }
}
