package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.List;

/** Fuzz target for the state of a partition: what is read is written as the same bytes. */
public final class PartitionStateFuzz {

  private PartitionStateFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    Tally tally = new Tally(new Fates(240, 14, 2), new Fates(5, 0, 0));
    PartitionState first = new PartitionState(
        2,
        1,
        0,
        Tally.NONE,
        new HourTally(0, 0, Tally.NONE),
        0,
        0,
        List.of(),
        DeduplicationCheckpoint.EMPTY.toByteArray());
    PartitionState later = new PartitionState(
        2,
        7,
        261,
        tally,
        new HourTally(498_000, 200, new Tally(new Fates(60, 1, 0), Fates.NONE)),
        3,
        -1,
        List.of(
            new DimensionSpan(Dimension.SUBJECT, 0, DimensionSpan.OPEN),
            new DimensionSpan(new Dimension(List.of("subject", "lände")), 7, 100)),
        new DeduplicationCheckpoint(3, 70, 5, List.of(1L, 4L)).toByteArray());
    return new FuzzTarget(
        "partition-state",
        List.of(PartitionStateLayout.value(first), PartitionStateLayout.value(later)),
        PartitionStateFuzz::accepts);
  }

  private static boolean accepts(byte[] value) {
    PartitionState state;
    try {
      state = PartitionStateLayout.state(2, value);
    } catch (CorruptRecordException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(PartitionStateLayout.value(state)).isEqualTo(value);
    return true;
  }
}
