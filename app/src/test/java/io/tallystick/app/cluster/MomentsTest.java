package io.tallystick.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.node.NodeStatus.State;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: what was published and what is in flight are one moment, whatever comes and goes. */
class MomentsTest {

  private final FakeCluster cluster = new FakeCluster();
  private final Moments moments =
      new Moments(cluster, cluster::published, FakeCluster.PARTITIONS, 0);
  private final ClusterStatus status = new ClusterStatus(moments, FakeCluster.PARTITIONS);

  @AfterEach
  void close() {
    moments.close();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).as("nanoseconds waited").isLessThan(120_000_000_000L);
      Thread.sleep(5);
    }
  }

  /** Waits until questions are answered as of what is published now. */
  static void awaitEpoch(Moments moments, FakeCluster cluster) throws InterruptedException {
    long epoch = cluster.epoch();
    // the first moment is there a little before the trouble of the beginning is forgotten
    await(() -> moments.failure() == null && epochOf(moments) == epoch);
  }

  private static long epochOf(Moments moments) {
    Moment moment = moments.last();
    return moment == null ? -1 : moment.view().epoch();
  }

  private void awaitEpoch() throws InterruptedException {
    awaitEpoch(moments, cluster);
  }

  @Test
  void beforeTheFirstOneNothingIsAnswered() throws Exception {
    cluster.silent(true);
    try (Moments silent = new Moments(cluster, cluster::published, 2, 0)) {
      await(() -> silent.failure() != null);
      assertThat(new ClusterStatus(silent, 2).state()).isEqualTo(State.STARTING);
      assertThat(new ClusterStatus(silent, 2).partitions()).hasSize(2);
      assertThatThrownBy(silent::latest)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("starting");
    }
  }

  @Test
  void aSilentStoreIsToldAndWhatIsKnownStays() throws Exception {
    cluster.counted(0, 7);
    awaitEpoch();
    await(() -> status.state() == State.READY);
    cluster.silent(true);
    await(() -> status.state() == State.FAILED);
    assertThat(status.failure()).contains("cassandra: silent");
    assertThatThrownBy(moments::latest)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cassandra: silent");
    assertThat(status.partitions().get(0).processedOffset()).isEqualTo(7);
    cluster.silent(false);
    await(() -> status.state() == State.READY);
    assertThat(status.failure()).isNull();
  }

  @Test
  void anotherNumberOfPartitionsIsNeverReady() throws Exception {
    cluster.counted(0, 1);
    try (Moments wrong = new Moments(cluster, cluster::published, 3, 0)) {
      await(() -> String.valueOf(wrong.failure())
          .contains("processing.partitions: 3 (expected: 2, as was published)"));
      assertThat(wrong.last()).isNull();
    }
  }

  @Test
  void theLedgerIsWhatWasPublishedAndWhatIsInFlight() throws Exception {
    cluster.counted(0, 10);
    cluster.counted(1, 20);
    cluster.inFlight(1, 5);
    awaitEpoch();
    await(() -> moments.latest().inFlight(1).events() == 5);
    try (ClusterAudit audit = new ClusterAudit(moments)) {
      Ledger ledger =
          new ClusterLedger(moments, audit).ledger(FakeCluster.HOUR, FakeCluster.HOUR + 1);
      assertThat(ledger.total()).isEqualTo(new Ledger.Line(34, new Fates(30, 0, 0), 4));
      assertThat(ledger.canary()).isEqualTo(new Ledger.Line(1, Fates.NONE, 1));
      assertThat(ledger.partitions())
          .containsExactly(
              new Ledger.PartitionLine(0, new Ledger.Line(10, new Fates(10, 0, 0), 0)),
              new Ledger.PartitionLine(1, new Ledger.Line(24, new Fates(20, 0, 0), 4)));
      assertThat(ledger.hours())
          .containsExactly(new Ledger.HourLine(FakeCluster.HOUR * 3_600_000, ledger.total()));
      assertThat(ledger.balanced()).isTrue();
    }
    assertThat(status.partitions().get(1).logEnd()).isEqualTo(25);
    assertThat(status.partitions().get(1).accepted()).isEqualTo(24);
    assertThat(moments.latest().freshness().settledUntilMillis())
        .isEqualTo(moments.latest().asOfMillis());
  }

  @Test
  void totalsThatHoldMoreThanWasCountedAreFound() throws Exception {
    cluster.counted(0, 10);
    assertThat(ClusterAudit.check(cluster.open())).isEmpty();
    cluster.surplus(1);
    assertThat(ClusterAudit.check(cluster.open()))
        .isEqualTo(List.of("epoch 2: the all-time totals of all types hold 11 events (expected:"
            + " 10, as were counted)"));
  }
}
