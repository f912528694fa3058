package io.tallystick.testkit.rollup;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore.Commit;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import java.util.List;

/** Commits with everything in them, for tests to which only some of it matters. */
public final class SampleCommits {

  private SampleCommits() {}

  /** A state in which every number differs from every other one. */
  public static PartitionState state(int partition, long epoch, long offset) {
    Tally tally = new Tally(new Fates(offset * 3, offset * 5, offset * 7), new Fates(11, 13, 17));
    return new PartitionState(
        partition,
        epoch,
        offset,
        tally,
        new HourTally(500_000 + epoch, offset / 2, Tally.NONE),
        epoch * 19,
        offset * 23,
        List.of(
            new DimensionSpan(Dimension.SUBJECT, 0, DimensionSpan.OPEN),
            new DimensionSpan(new Dimension(List.of("subject", "country")), 29, 31)),
        new byte[] {1, 2, (byte) epoch});
  }

  /** A commit of some rollups, with a journal in which nothing was decided. */
  public static Commit commit(PartitionState state, PendingRollups rollups) {
    return new Commit(
        state,
        rollups,
        new Journal(state.partition(), state.offset(), new HashPieces()),
        1_700_000_000_000L);
  }
}
