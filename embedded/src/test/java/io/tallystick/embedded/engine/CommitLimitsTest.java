package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: more events share a commit where there is memory for them, within bounds. */
class CommitLimitsTest {

  @Test
  void aSmallHeapCommitsOften() {
    assertThat(CommitLimits.of(256 << 20, 2).eventsMax()).isBetween(900_000L, 1_100_000L);
    assertThat(CommitLimits.of(64 << 20, 256).eventsMax()).isEqualTo(CommitLimits.EVENTS_MIN);
    assertThat(CommitLimits.of(64 << 20, 2).cellsMax()).isBetween(20_000, 22_000);
    assertThat(CommitLimits.of(64 << 20, 256).cellsMax()).isEqualTo(CommitLimits.CELLS_MIN);
  }

  @Test
  void aLargeHeapIsBoundedByTheReplay() {
    assertThat(CommitLimits.of(1L << 40, 1).eventsMax()).isEqualTo(CommitLimits.EVENTS_MAX);
    assertThat(CommitLimits.of(1L << 30, 2).cellsMax()).isEqualTo(CommitLimits.CELLS_MAX);
  }
}
