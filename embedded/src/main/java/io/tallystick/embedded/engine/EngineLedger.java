package io.tallystick.embedded.engine;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.ledger.Ledger.Line;
import io.tallystick.core.ledger.Ledger.PartitionLine;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.log.EventLog;
import io.tallystick.embedded.log.RocksEventLog;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts the ledger together from what the partitions publish and what was committed. */
final class EngineLedger implements LedgerReader {

  /*
   * What a partition has decided is read before where its log ends, so that nothing has a fate that
   * was not accepted. Hours that ended are in the store or about to be, the current one is
   * published by the partition, and what is in flight arrived in the hours that the log tells.
   */

  private final List<PartitionWorker> workers;
  private final RocksEventLog log;
  private final RocksRollupStore store;
  private final LedgerAudit audit;

  EngineLedger(
      List<PartitionWorker> workers, RocksEventLog log, RocksRollupStore store, LedgerAudit audit) {
    this.workers = workers;
    this.log = log;
    this.store = store;
    this.audit = audit;
  }

  @Override
  public Ledger ledger(long hourFrom, long hourEnd) {
    LedgerReader.requireHours(hourFrom, hourEnd);
    Line total = Line.NONE;
    Line canary = Line.NONE;
    List<PartitionLine> partitions = new ArrayList<>();
    TreeMap<Long, Line> hours = new TreeMap<>();
    List<String> imbalances = new ArrayList<>(audit.imbalances());
    for (int partition = 0; partition < workers.size(); partition++) {
      PartitionWorker worker = workers.get(partition);
      Publication.Progress progress = worker.publication().progress();
      Appended.Position end = worker.publication().end();
      Tally tally = progress == null ? Tally.NONE : progress.tally();
      long offset = progress == null ? 0 : progress.offset();
      long canaryInFlight =
          progress == null ? 0 : worker.publication().canaryInFlight(progress, end);
      Line line = Line.of(tally.events(), end.offset() - offset - canaryInFlight);
      PartitionLine partitionLine = new PartitionLine(partition, line);
      partitions.add(partitionLine);
      total = total.plus(line);
      canary = canary.plus(Line.of(tally.canary(), canaryInFlight));
      if (progress != null) {
        LedgerAudit.check(partition, progress, imbalances);
        partitionLine.check(imbalances);
        addHours(partition, progress, end, canaryInFlight, hourFrom, hourEnd, hours);
      }
    }
    return new Ledger(total, partitions, Ledger.hourLines(hours), canary, imbalances);
  }

  @Override
  public List<String> imbalances() {
    List<String> imbalances = new ArrayList<>(audit.imbalances());
    for (int partition = 0; partition < workers.size(); partition++) {
      Publication.Progress progress = workers.get(partition).publication().progress();
      if (progress != null) {
        LedgerAudit.check(partition, progress, imbalances);
      }
    }
    return imbalances;
  }

  @Override
  public long checks() {
    return audit.checks();
  }

  private void addHours(
      int partition,
      Publication.Progress progress,
      Appended.Position end,
      long canaryInFlight,
      long hourFrom,
      long hourEnd,
      TreeMap<Long, Line> hours) {
    HourTally current = progress.hour();
    TreeMap<Long, HourTally> decided = new TreeMap<>();
    // pending first: what is committed meanwhile is then found in the store
    workers.get(partition).pendingHours().forEach(hour -> keepLarger(decided, hour));
    store.journal().hours(partition, hourFrom, hourEnd).forEach(hour -> keepLarger(decided, hour));
    // hours that ended no longer change; of the current one only what was published is told
    decided.tailMap(current.hour(), true).clear();
    decided.put(current.hour(), current);
    decided.forEach(
        (hour, tally) -> hours.merge(hour, Line.of(tally.tally().events(), 0), Line::plus));
    addInFlight(partition, progress, end, canaryInFlight, hours);
    hours.keySet().removeIf(hour -> hour < hourFrom || hour >= hourEnd);
  }

  private static void keepLarger(TreeMap<Long, HourTally> hours, HourTally hour) {
    hours.merge(
        hour.hour(),
        hour,
        (one, other) -> one.tally().total() < other.tally().total() ? other : one);
  }

  /** Canary events in flight, which are few and recent, are taken out of the last hour. */
  private void addInFlight(
      int partition,
      Publication.Progress progress,
      Appended.Position end,
      long canaryInFlight,
      TreeMap<Long, Line> hours) {
    long offset = progress.offset();
    long hour = progress.hour().hour();
    while (offset < end.offset()) {
      EventLog.Entry entry = log.entryAt(partition, offset);
      long next = end.offset();
      if (entry != null) {
        hour = HourTally.hour(entry.arrivalMillis());
        next = Math.max(
            offset + 1, Math.min(next, log.offsetAt(partition, (hour + 1) * HourTally.MILLIS)));
      }
      long inFlight = next - offset - (next == end.offset() ? canaryInFlight : 0);
      hours.merge(hour, Line.of(Fates.NONE, inFlight), Line::plus);
      offset = next;
    }
  }
}
