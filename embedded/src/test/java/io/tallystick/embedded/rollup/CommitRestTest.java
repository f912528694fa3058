package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Goal: a commit gives way between its rows, and never for longer than its share of the interval. */
class CommitRestTest {

  private static final long ROW_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final int ROWS = 100_000;

  private long nanos = 7;
  private boolean awaited;
  private int rests;

  private CommitRest rest(long intervalMillis, int partitions) {
    return new CommitRest(intervalMillis, partitions, () -> awaited, () -> nanos, duration -> {
      rests++;
      nanos += duration;
    });
  }

  private void write(CommitRest rest, int rows) {
    for (int i = 0; i < rows; i++) {
      nanos += ROW_NANOS;
      rest.row();
    }
  }

  @Test
  void restsThreeTimesAsLongAsItWorks() {
    CommitRest rest = rest(60_000, 2);
    long begin = nanos;
    write(rest, ROWS);
    long worked = ROWS * ROW_NANOS;
    assertThat(nanos - begin).isEqualTo(worked + rest.restedNanos());
    assertThat((double) rest.restedNanos() / worked).isBetween(2.0, 3.0);
  }

  @Test
  void restsOfAllPartitionsTakeAQuarterOfTheInterval() {
    CommitRest rest = rest(1_000, 5);
    write(rest, ROWS);
    assertThat(TimeUnit.NANOSECONDS.toMillis(rest.restedNanos())).isBetween(50L, 53L);
  }

  @Test
  void doesNotRestWhileSomebodyWaits() {
    CommitRest rest = rest(60_000, 1);
    write(rest, ROWS / 2);
    int before = rests;
    assertThat(before).isPositive();
    awaited = true;
    write(rest, ROWS / 2);
    assertThat(rests).isEqualTo(before);
  }

  @Test
  void aShortCommitDoesNotRest() {
    CommitRest rest = rest(60_000, 1);
    write(rest, 99);
    assertThat(rests).isZero();
  }
}
