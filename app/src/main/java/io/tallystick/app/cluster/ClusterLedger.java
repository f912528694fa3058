package io.tallystick.app.cluster;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.ledger.Ledger.HourLine;
import io.tallystick.core.ledger.Ledger.Line;
import io.tallystick.core.ledger.Ledger.PartitionLine;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.kafka.tail.TailView;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts the ledger together from what was published and what is in flight. Thread-safe. */
final class ClusterLedger implements LedgerReader {

  private final Moments moments;
  private final ClusterAudit audit;

  ClusterLedger(Moments moments, ClusterAudit audit) {
    this.moments = moments;
    this.audit = audit;
  }

  @Override
  public Ledger ledger(long hourFrom, long hourEnd) {
    LedgerReader.requireHours(hourFrom, hourEnd);
    return moments.read(moment -> ledger(moment, hourFrom, hourEnd));
  }

  private Ledger ledger(Moment moment, long hourFrom, long hourEnd) {
    Line total = Line.NONE;
    Line canary = Line.NONE;
    List<PartitionLine> partitions = new ArrayList<>();
    List<String> imbalances = new ArrayList<>(audit.imbalances());
    for (int partition = 0; partition < moment.partitions(); partition++) {
      TailView.Partition beyond = moment.inFlight(partition);
      Line line = Line.of(moment.tally(partition).events(), beyond.events() - beyond.canary());
      PartitionLine partitionLine = new PartitionLine(partition, line);
      partitionLine.check(imbalances);
      partitions.add(partitionLine);
      total = total.plus(line);
      canary = canary.plus(Line.of(moment.tally(partition).canary(), beyond.canary()));
    }
    return new Ledger(
        total, partitions, hours(moment, total, hourFrom, hourEnd), canary, imbalances);
  }

  /** Of what is in flight only the number is known: it counts as of the last hour. */
  private static List<HourLine> hours(Moment moment, Line total, long hourFrom, long hourEnd) {
    TreeMap<Long, Line> hours = new TreeMap<>();
    for (int partition = 0; partition < moment.view().partitions().size(); partition++) {
      for (HourTally hour : moment.view().hours(partition, hourFrom, hourEnd)) {
        hours.merge(hour.hour(), Line.of(hour.tally().events(), 0), Line::plus);
      }
    }
    long last = HourTally.hour(moment.asOfMillis());
    if (last >= hourFrom && last < hourEnd) {
      hours.merge(last, Line.of(Fates.NONE, total.inFlight()), Line::plus);
    }
    return Ledger.hourLines(hours);
  }

  @Override
  public List<String> imbalances() {
    return audit.imbalances();
  }

  @Override
  public long checks() {
    return audit.checks();
  }
}
