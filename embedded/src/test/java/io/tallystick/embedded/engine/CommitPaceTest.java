package io.tallystick.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: dead letters and those who wait for a commit never make a node commit all the time. */
class CommitPaceTest {

  @Test
  void aQuickCommitIsDueSoon() {
    assertThat(CommitLimits.isRequestDue(99, 1)).isFalse();
    assertThat(CommitLimits.isRequestDue(100, 1)).isTrue();
    assertThat(CommitLimits.isDeadLetterDue(199, 10)).isFalse();
    assertThat(CommitLimits.isDeadLetterDue(200, 10)).isTrue();
  }

  @Test
  void aSlowCommitIsDueSeldom() {
    assertThat(CommitLimits.isRequestDue(1_599, 400)).isFalse();
    assertThat(CommitLimits.isRequestDue(1_600, 400)).isTrue();
    assertThat(CommitLimits.isRequestDue(2_000, 5_000)).isTrue();
    assertThat(CommitLimits.isDeadLetterDue(9_999, 500)).isFalse();
    assertThat(CommitLimits.isDeadLetterDue(10_000, 500)).isTrue();
  }
}
