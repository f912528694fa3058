package io.tallystick.cassandra;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.publish.Publisher;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.core.rollup.RowMerge;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a stream processor does before it publishes: merges what was counted into absolute rows and
 * remembers the value before, for one epoch after the other. Single-threaded.
 */
public final class Epochs {

  /** A row as of the epoch that changed it last. */
  private record Stored(long epoch, byte[] value) {}

  private final int partitions;
  private final int buckets;
  private final TreeMap<byte[], Stored> rows = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeMap<byte[], Stored> dirty = new TreeMap<>(Arrays::compareUnsigned);
  private final Map<Integer, PartitionReport> reports = new TreeMap<>();
  private final RowMerge merge = new RowMerge();
  private long epoch;

  public Epochs(CassandraSettings settings) {
    partitions = settings.partitions();
    buckets = settings.buckets();
  }

  /** The epoch that was frozen last. */
  public long epoch() {
    return epoch;
  }

  /** Adds one event of a subject. */
  public void count(String subject, int minute) {
    PendingRollups rollups = new PendingRollups(1);
    for (Dimension dimension : List.of(Dimension.TOTAL, Dimension.SUBJECT)) {
      List<String> values = dimension.equals(Dimension.TOTAL) ? List.of() : List.of(subject);
      byte[] key = SeriesKey.of("view", dimension, values).toByteArray();
      int prefixLength = SeriesKey.prefix("view", dimension).length;
      rollups.add(rollups.series(key, key.length, prefixLength), minute, 1, 0);
    }
    add(rollups);
  }

  /** Adds what a partition has counted. */
  public void add(PendingRollups rollups) {
    RollupRowWriter.write(0, rollups, (key, keyLength, value, valueLength, seriesHash) -> {
      byte[] row = Arrays.copyOf(key, RollupRowLayout.seriesEnd(keyLength));
      Stored changed = dirty.get(row);
      Stored before = changed == null ? rows.get(row) : changed;
      byte[] merged = merge.merge(before == null ? null : before.value(), value, valueLength);
      dirty.put(row, new Stored(epoch + 1, merged));
    });
  }

  /** What the next epoch says of a partition, which otherwise says the same again. */
  public void report(PartitionReport report) {
    reports.put(report.partition(), report);
  }

  /** An epoch that is complete. */
  public record Complete(List<BucketRows> rows, List<PartitionReport> reports) {

    /** Publishes all of it. */
    public CompletableFuture<Void> publish(Publisher publisher) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      rows.forEach(each -> all.add(publisher.publish(each).toCompletableFuture()));
      reports.forEach(each -> all.add(publisher.publish(each).toCompletableFuture()));
      return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }
  }

  /** Completes the epoch. */
  public Complete complete() {
    epoch++;
    List<BucketRows> all = new ArrayList<>();
    for (int bucket = 0; bucket < buckets; bucket++) {
      BucketRows.Builder builder = new BucketRows.Builder(bucket, epoch);
      for (Map.Entry<byte[], Stored> each : dirty.entrySet()) {
        byte[] key = each.getKey();
        int begin = RollupRowLayout.seriesOffset();
        int hash = SeriesKey.hash(key, begin, key.length - begin);
        if (BucketRows.bucket(hash, buckets) == bucket) {
          Stored before = rows.get(key);
          byte[] beforeValue = before == null ? new byte[0] : before.value();
          byte[] value = each.getValue().value();
          builder.add(
              key,
              key.length,
              value,
              value.length,
              before == null ? 0 : before.epoch(),
              beforeValue,
              beforeValue.length);
        }
      }
      all.add(builder.build(true));
    }
    rows.putAll(dirty);
    dirty.clear();
    List<PartitionReport> some = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      some.add(at(epoch, reports.get(partition), partition));
    }
    reports.clear();
    some.forEach(report -> reports.put(report.partition(), idle(report)));
    return new Complete(all, some);
  }

  private static PartitionReport at(long epoch, @Nullable PartitionReport report, int partition) {
    PartitionReport known = report == null
        ? report(state(partition, 0), new Journal(partition, 0, new HashPieces()), 0)
        : report;
    PartitionState state = known.state();
    return new PartitionReport(
        new PartitionState(
            partition,
            epoch,
            state.offset(),
            state.tally(),
            state.hour(),
            state.magnitudeHigh(),
            state.magnitudeLow(),
            state.dimensions(),
            state.deduplication()),
        known.hours(),
        known.deadLetters(),
        known.deadLetterCounts(),
        known.beginOffset(),
        known.fates(),
        known.identityHashes(),
        known.logPositions(),
        known.committedMillis());
  }

  /** The report of the next epoch when nothing happens. */
  private static PartitionReport idle(PartitionReport report) {
    return new PartitionReport(
        report.state(),
        List.of(report.state().hour()),
        List.of(),
        report.deadLetterCounts(),
        report.endOffset(),
        new byte[0],
        new byte[0],
        report.logPositions(),
        report.committedMillis());
  }

  /** The report of a journal without dead letters. */
  public static PartitionReport report(PartitionState state, Journal journal, long millis) {
    return PartitionReport.of(
        state,
        journal,
        offset -> null,
        List.of(),
        new TreeMap<>(Map.of(0, state.offset())),
        millis);
  }

  /** A partition that has counted {@code offset} events. */
  public static PartitionState state(int partition, long offset) {
    Tally tally = new Tally(new Fates(offset, 0, 0), Fates.NONE);
    return new PartitionState(
        partition,
        1,
        offset,
        tally,
        new HourTally(500_000, 0, tally),
        0,
        0,
        List.of(new DimensionSpan(Dimension.SUBJECT, 0, DimensionSpan.OPEN)),
        new byte[0]);
  }

  /** What a view shows of a subject's total. */
  public static long total(PublishedView view, String subject) {
    Aggregate sum = new Aggregate();
    view.row(
        Level.ALL,
        0,
        SeriesKey.of("view", Dimension.SUBJECT, List.of(subject)),
        (child, aggregate) -> sum.merge(aggregate));
    return sum.count();
  }
}
