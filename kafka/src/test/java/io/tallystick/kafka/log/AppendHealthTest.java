package io.tallystick.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Goal: appends are let through when they can succeed, and refused at once when they cannot. */
final class AppendHealthTest {

  private final AtomicLong nanos = new AtomicLong(5);
  private final AppendHealth health = new AppendHealth(3_000, 100, nanos::get);

  @Test
  void takesWhatFits() {
    assertThat(health.begin(60)).isNull();
    assertThat(code(health.begin(41))).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(health.begin(40)).isNull();
    assertThat(health.bytes()).isEqualTo(100);
    assertThat(health.pending()).isEqualTo(2);

    health.end(60, true);
    assertThat(health.begin(60)).isNull();
    health.end(60, true);
    health.end(40, true);
    assertThat(health.bytes()).isZero();
    assertThat(health.pending()).isZero();
  }

  @Test
  void aLongTimeWithoutAnySuccessIsAStall() {
    assertThat(health.begin(1)).isNull();
    pass(3_000);
    assertThat(health.refusal()).isNull();
    pass(1);
    assertThat(code(health.refusal())).isEqualTo(ErrorCode.UNAVAILABLE);

    health.end(1, true);
    assertThat(health.refusal()).isNull();
  }

  @Test
  void aPauseWithoutAppendsIsNone() {
    pass(60_000);
    assertThat(health.refusal()).isNull();
    assertThat(health.begin(1)).isNull();
    pass(2_000);
    assertThat(health.refusal()).isNull();
  }

  @Test
  void oneSuccessAmongManyShowsThatThingsGoOn() {
    assertThat(health.begin(1)).isNull();
    assertThat(health.begin(1)).isNull();
    pass(2_000);
    health.end(1, true);
    pass(2_000);
    assertThat(health.refusal()).isNull();
  }

  @Test
  void afterAFailureOneAtATimeFindsOutWhetherItWorksAgain() {
    assertThat(health.begin(1)).isNull();
    pass(15_000);
    health.end(1, false);
    assertThat(code(health.refusal())).as("just now").isEqualTo(ErrorCode.UNAVAILABLE);
    pass(200);
    assertThat(health.refusal()).as("nothing is under way").isNull();

    assertThat(health.begin(1)).isNull();
    assertThat(code(health.refusal())).as("the one is").isEqualTo(ErrorCode.UNAVAILABLE);

    health.end(1, true);
    assertThat(health.begin(1)).isNull();
    assertThat(health.refusal()).isNull();
  }

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  private static @Nullable ErrorCode code(@Nullable Refusal refusal) {
    return refusal == null ? null : refusal.code();
  }
}
