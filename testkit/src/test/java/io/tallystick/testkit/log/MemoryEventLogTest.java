package io.tallystick.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.MalformedLogBatchException;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Goal: the fake keeps the contract, and refuses what the contract leaves open. */
class MemoryEventLogTest implements EventLogContract {

  private final MemoryEventLog.Medium medium = new MemoryEventLog.Medium(PARTITIONS);

  @Override
  public EventLog openLog(LongSupplier clock) {
    return new MemoryEventLog(medium, clock);
  }

  @Test
  void batchMustBeWhatItSays() {
    EventLog log = openLog(() -> NOW);

    assertThatThrownBy(() -> log.append(List.of(append(2, NOW))))
        .hasMessageStartingWith("append: 2 events from");
    assertThatThrownBy(() -> log.append(List.of(append(1, NOW - 1))))
        .hasMessageStartingWith("append: 1 events from");
    assertThatThrownBy(() -> log.append(List.of(new EventLog.Append(0, 1, new byte[3], NOW))))
        .isInstanceOf(MalformedLogBatchException.class);
    assertThat(log.end(0)).isZero();
  }

  @Test
  void offsetsMustBeThoseOfEntries() {
    EventLog log = openLog(() -> NOW);
    log.append(List.of(append(1, NOW)));

    assertThatThrownBy(() -> log.read(0, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void trimmingTakesEffectAtOnce() {
    EventLog log = openLog(() -> NOW);
    log.append(List.of(append(1, NOW), append(1, NOW)));

    log.trim(0, 1);

    assertThat(log.begin(0)).isEqualTo(1);
    assertThatThrownBy(() -> log.read(0, 0)).isInstanceOf(EventLog.TrimmedException.class);
  }

  @Test
  void failsOnDemandWithOrWithoutTheEntries() {
    MemoryEventLog log = new MemoryEventLog(medium, () -> NOW);
    log.fail(new IllegalStateException("disk full"), false);
    assertThat(log.append(List.of(append(1, NOW)))).isCompletedExceptionally();
    assertThat(log.end(0)).isZero();

    log.fail(new IllegalStateException("answer lost"), true);
    assertThat(log.append(List.of(append(1, NOW)))).isCompletedExceptionally();
    assertThat(log.end(0)).isEqualTo(1);

    log.fail(null, false);
    assertThat(log.append(List.of(append(1, NOW)))).isCompleted();
    assertThat(log.end(0)).isEqualTo(2);
  }

  /** One event, with what is said about it. */
  private static EventLog.Append append(int count, long timeMillisMin) {
    EventDraft draft = new EventDraft();
    draft.source().set("default");
    draft.id().set("1");
    draft.type().set("view");
    draft.subject().set("A");
    draft.timeMillis(NOW);
    LogBatchWriter writer = new LogBatchWriter();
    writer.add(draft);
    return new EventLog.Append(0, count, writer.toByteArray(), timeMillisMin);
  }
}
