package io.tallystick.server;

import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.recount.Difference;
import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.recount.RowRepair.Recorded;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recounts that say what a test tells them to, and remember what they were asked. */
final class FakeRecounts implements Recounts {

  private static final Difference.Numbers NUMBERS = new Difference.Numbers(
      2, new BigDecimal("12345678901234567890.123456789"), BigDecimal.ONE, BigDecimal.TEN);

  private static final byte[] KEY = RollupRowLayout.key(
      Level.HOUR,
      29_906_640 / 1440 * 1440,
      SeriesKey.of("view", Dimension.SUBJECT, List.of("A")).toByteArray(),
      1);

  /** A report with one of everything. */
  static final RecountReport REPORT = new RecountReport(
      3,
      new RecountRequest(null, 29_906_640, "view", true),
      RecountReport.State.DONE,
      1_794_398_400_000L,
      1_794_398_401_000L,
      "done",
      1,
      250,
      750,
      List.of(new RecountReport.Coverage(0, 5, 30)),
      25,
      40,
      1,
      Map.of(Cause.LOST, 1L),
      List.of(new Difference(
          1, "view", List.of("subject"), List.of("A"), Level.HOUR, 60, NUMBERS, null, Cause.LOST)),
      List.of(new RecountReport.FateDifference(1, 7, "web", "7f3a", Fate.COUNTED, Fate.DUPLICATE)),
      1,
      List.of(new RecountReport.LedgerDifference(
          1, Tally.NONE, new Tally(new Fates(3, 2, 1), new Fates(1, 0, 0)))),
      List.of("a file: missing"),
      1,
      1,
      List.of("a note"),
      null);

  final List<RecountRequest> asked = new ArrayList<>();
  volatile @Nullable RecountReport latest;
  volatile boolean busy;

  @Override
  public @Nullable RecountReport start(RecountRequest request) {
    asked.add(request);
    latest = REPORT;
    return busy ? null : REPORT;
  }

  @Override
  public @Nullable RecountReport find(long id) {
    return id == REPORT.id() ? REPORT : null;
  }

  @Override
  public @Nullable RecountReport latest() {
    return latest;
  }

  @Override
  public List<Recorded> repairs(int countMax) {
    byte[] row = {10, (byte) 0x80, 5, 10, (byte) 0x80, 2};
    return List.of(
            new Recorded(3, 1_794_398_400_500L, new Change(KEY, new byte[0], row, Cause.LOST)),
            new Recorded(
                3,
                1_794_398_400_500L,
                new Change(new byte[] {9}, new byte[] {1}, new byte[0], Cause.CORRUPTED)))
        .subList(0, Math.min(2, countMax));
  }
}
