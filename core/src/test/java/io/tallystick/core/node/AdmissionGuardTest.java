package io.tallystick.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.Refusal;
import io.tallystick.core.node.AdmissionGuard.Limits;
import io.tallystick.core.node.AdmissionGuard.Sample;
import org.junit.jupiter.api.Test;

/** Goal: refusing begins at a limit, ends when enough is regained, and does not flutter between. */
class AdmissionGuardTest {

  private static final Limits LIMITS = new Limits(800, 8_000, 80_000, 8);

  private final AdmissionGuard guard = new AdmissionGuard(LIMITS);

  /** Empty while events are taken. */
  private String refusalAfter(boolean failed, long free, long lag, long heap) {
    guard.sample(new Sample(failed, free, lag, heap, 0));
    Refusal refusal = guard.refusal();
    return refusal == null ? "" : refusal.code().code() + " " + refusal.message();
  }

  @Test
  void takesEventsBeforeTheFirstSampleAndAtEveryLimit() {
    assertThat(guard.refusal()).isNull();
    assertThat(guard.readings()).isEmpty();
    assertThat(refusalAfter(false, 800, 8_000, 80_000)).isEmpty();
  }

  @Test
  void aDiskMustRegainAnEighth() {
    assertThat(refusalAfter(false, 799, 0, 0))
        .isEqualTo(
            "disk-nearly-full free bytes of the disk: 799 (expected: >= 800, try again later)");
    assertThat(refusalAfter(false, 899, 0, 0)).isNotEmpty();
    assertThat(refusalAfter(false, 900, 0, 0)).isEmpty();
    assertThat(refusalAfter(false, 800, 0, 0)).isEmpty();
  }

  @Test
  void lagMustShrinkByAnEighth() {
    assertThat(refusalAfter(false, 1_000, 8_001, 0))
        .isEqualTo(
            "lag-too-long events waiting to be counted: 8001 (expected: <= 8000, try again later)");
    assertThat(refusalAfter(false, 1_000, 7_001, 0)).isNotEmpty();
    assertThat(refusalAfter(false, 1_000, 7_000, 0)).isEmpty();
  }

  @Test
  void memoryMustShrinkByAnEighth() {
    assertThat(refusalAfter(false, 1_000, 0, 80_001)).isNotEmpty();
    assertThat(refusalAfter(false, 1_000, 0, 70_001)).isNotEmpty();
    assertThat(refusalAfter(false, 1_000, 0, 70_000)).isEmpty();
  }

  @Test
  void deadLettersMustBecomeFewer() {
    guard.sample(new Sample(false, 1_000, 0, 0, 9));
    assertThat(String.valueOf(guard.refusal()))
        .contains("open dead letters: 9 (expected: <= 8, try again later)");
    guard.sample(new Sample(false, 1_000, 0, 0, 8));
    assertThat(guard.refusal()).isNotNull();
    guard.sample(new Sample(false, 1_000, 0, 0, 7));
    assertThat(guard.refusal()).isNull();
  }

  @Test
  void theWorstReasonIsReportedAndAllAreShown() {
    assertThat(refusalAfter(true, 1, 9_000, 90_000)).startsWith("storage-failed ");
    assertThat(guard.readings()).hasSize(5);
    assertThat(guard.readings().subList(0, 4)).allMatch(Admission.Reading::refusing);
    assertThat(refusalAfter(false, 1, 9_000, 90_000)).startsWith("disk-nearly-full ");
  }

  @Test
  void limitsArePositive() {
    assertThatThrownBy(() -> new Limits(1, 0, 1, 1)).hasMessage("lagEventsMax: 0 (expected: > 0)");
  }
}
