package io.tallystick.cassandra.read;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.cassandra.schema.Progress;
import io.tallystick.cassandra.schema.Slices;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.core.receipt.ReceiptIndex;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.OutdatedViewException;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What was published as of one epoch. */
final class CassandraView implements PublishedView {

  /*
   * A row is taken as of the epoch of the view: its value, or the one before if the value is newer.
   * When both are newer the view is too old, because the next epoch begins to be written only when
   * this one is visible everywhere, and nothing older than that is kept.
   */

  /** Buckets that are scanned at a time. */
  private static final int SCANS_MAX = 8;

  private final Selects selects;
  private final Progress progress;
  private final List<Partition> partitions;
  private volatile boolean outdated;

  CassandraView(Selects selects, Progress progress) {
    this.selects = selects;
    this.progress = progress;
    partitions = progress.epoch() == 0 ? List.of() : partitions(progress);
  }

  private static List<Partition> partitions(Progress progress) {
    List<Partition> partitions = new ArrayList<>();
    for (PartitionReport report : progress.reports()) {
      PartitionReport known = Objects.requireNonNull(report, "a partition without a report");
      partitions.add(new Partition(
          known.state(), known.deadLetterCounts(), known.logPositions(), known.committedMillis()));
    }
    return List.copyOf(partitions);
  }

  /** Whether something has been found that it cannot tell any more. */
  boolean isOutdated() {
    return outdated;
  }

  @Override
  public long epoch() {
    return progress.epoch();
  }

  @Override
  public List<Partition> partitions() {
    return partitions;
  }

  @Override
  public void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor) {
    ask(level, parent, series).visit(visitor);
  }

  @Override
  public RollupView.AskedRow ask(Level level, int parent, SeriesKey series) {
    CompletionStage<AsyncResultSet> asked = selects.row(level, parent, series.toByteArray());
    return visitor -> visit(asked, visitor);
  }

  private void visit(CompletionStage<AsyncResultSet> asked, RollupView.ChildVisitor visitor) {
    Row found = Answers.of(asked).one();
    if (found != null) {
      byte[] value = value(Selects.bytes(found, 0), new RowVersionsLayout.Reader());
      RollupRowLayout.read(value, value.length, new Aggregate(), visitor);
    }
  }

  /** The value of a row as of this view; empty when there was none. */
  private byte[] value(byte[] versions, RowVersionsLayout.Reader reader) {
    reader.read(versions, 0, versions.length);
    if (!reader.knows(epoch())) {
      outdated = true;
      throw new OutdatedViewException("a view of epoch " + epoch()
          + " (a row has a value of epoch " + reader.epoch() + " and one of "
          + reader.beforeEpoch() + ")");
    }
    int begin = reader.offset(epoch());
    return Arrays.copyOfRange(versions, begin, begin + reader.length(epoch()));
  }

  @Override
  public void rows(Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor) {
    Scan scan = new Scan(visitor);
    Deque<CompletionStage<AsyncResultSet>> asked = new ArrayDeque<>();
    int buckets = selects.buckets();
    for (int bucket = 0; bucket < buckets || !asked.isEmpty(); bucket++) {
      if (bucket < buckets) {
        asked.addLast(selects.rows(level, parent, seriesPrefix, bucket));
      }
      if (asked.size() == SCANS_MAX || bucket >= buckets) {
        scan.pages(asked.removeFirst());
      }
    }
  }

  /** Visits the rows of one bucket after the other. */
  private final class Scan {

    private final RollupView.SeriesVisitor visitor;
    private final RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    private final Aggregate scratch = new Aggregate();

    Scan(RollupView.SeriesVisitor visitor) {
      this.visitor = visitor;
    }

    void pages(CompletionStage<AsyncResultSet> first) {
      CompletionStage<AsyncResultSet> next = first;
      while (next != null) {
        AsyncResultSet page = Answers.of(next);
        next = page.hasMorePages() ? page.fetchNextPage() : null;
        for (Row row : page.currentPage()) {
          byte[] series = Selects.bytes(row, 0);
          byte[] value = value(Selects.bytes(row, 1), reader);
          RollupRowLayout.read(
              value,
              value.length,
              scratch,
              (child, aggregate) -> visitor.child(series, 0, series.length, child, aggregate));
        }
      }
    }
  }

  @Override
  public long countedInTotals() {
    long[] sum = {0};
    for (byte[] prefix : Answers.of(selects::types)) {
      visit(selects.row(Level.ALL, 0, prefix), (child, aggregate) -> sum[0] += aggregate.count());
    }
    return sum[0];
  }

  @Override
  public List<HourTally> hours(int partition, long hourFrom, long hourEnd) {
    if (partitions.isEmpty()) {
      return List.of();
    }
    // hours that ended no longer change; the one that goes on stands in the state
    HourTally current = state(partition).hour();
    List<HourTally> found = new ArrayList<>();
    long end = Math.min(hourEnd, current.hour());
    Answers.of(() -> {
      for (Row row : selects.hours(partition, hourFrom, end)) {
        byte[] key = HourTallyLayout.key(partition, row.getLong(0));
        found.add(HourTallyLayout.hour(key, Selects.bytes(row, 1)));
      }
      return found;
    });
    if (current.hour() >= hourFrom && current.hour() < hourEnd) {
      found.add(current);
    }
    return found;
  }

  private PartitionState state(int partition) {
    return partitions.get(partition).state();
  }

  @Override
  public @Nullable DeadLetter deadLetter(int partition, long offset) {
    return Answers.of(() -> {
      for (Row row : selects.letter(partition, offset)) {
        return letter(partition, row);
      }
      return null;
    });
  }

  /** A dead letter as of this view; null when it was not there yet. */
  private @Nullable DeadLetter letter(int partition, Row row) {
    byte[] value = Selects.bytes(row, 1);
    if (value.length == 0 || row.isNull(2) || row.getLong(2) > epoch()) {
      return null;
    }
    DeadLetter letter =
        DeadLetterLayout.read(DeadLetterLayout.key(false, partition, row.getLong(0)), value);
    return !row.isNull(3) && row.getLong(3) > epoch() ? letter.reopened() : letter;
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, long offsetFrom, int lettersMax) {
    List<DeadLetter> found = new ArrayList<>();
    return Answers.of(() -> {
      for (Row slice : selects.letterSlices(partition, Slices.ofDeadLetter(offsetFrom))) {
        int rest = lettersMax - found.size();
        for (Row row : selects.letters(partition, slice.getLong(0), offsetFrom, rest)) {
          DeadLetter letter = letter(partition, row);
          if (letter != null) {
            found.add(letter);
          }
          if (found.size() == lettersMax) {
            return found;
          }
        }
      }
      return found;
    });
  }

  @Override
  public void candidates(int partition, long identityLow, ReceiptIndex.CandidateVisitor visitor) {
    if (partitions.isEmpty()) {
      return;
    }
    new ReceiptSearch(selects, partition, state(partition).offset()).find(identityLow, visitor);
  }

  @Override
  public @Nullable Commit commitOf(int partition, long offset) {
    if (partitions.isEmpty() || offset >= state(partition).offset()) {
      return null;
    }
    return Answers.of(() -> {
      Commits.Commit found = selects.commits().of(partition, offset);
      if (found == null) {
        return null;
      }
      long begin = found.record().beginOffset();
      Commits.Commit before = begin == 0 ? null : selects.commits().of(partition, begin - 1);
      SortedMap<Integer, Long> positionsBefore = before == null
          ? Collections.unmodifiableSortedMap(new TreeMap<>())
          : before.logPositions();
      return new Commit(found.record(), positionsBefore, found.logPositions());
    });
  }
}
