package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Goal: waits grow, have a limit, obey the server, and end. */
class BackoffTest {

  @Test
  void waitsDoubleUpToALimit() {
    Backoff backoff = new Backoff(1_000_000);
    long[] waits = new long[8];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = backoff.next(0, 0, 1.0).orElseThrow();
    }
    assertThat(waits).containsExactly(100, 200, 400, 800, 1600, 3200, 5000, 5000);
  }

  @Test
  void halfOfAWaitIsRandom() {
    assertThat(new Backoff(10_000).next(0, 0, 0.0)).hasValue(50);
    assertThat(new Backoff(10_000).next(0, 0, 0.5)).hasValue(75);
  }

  @Test
  void theServersWishIsObeyedWithinTheLimit() {
    assertThat(new Backoff(10_000).next(0, 3_000, 0.5)).hasValue(3_000);
    assertThat(new Backoff(10_000).next(9_000, 3_000, 0.5)).hasValue(1_000);
  }

  @Test
  void itEnds() {
    assertThat(new Backoff(10_000).next(10_000, 0, 0.5)).isEqualTo(OptionalLong.empty());
  }
}
