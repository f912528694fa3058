package io.tallystick.cassandra;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RollupStore} whose commits are epochs that are published and whose snapshots are
 * published views.
 *
 * <p>A store's commits are numbered for each partition, epochs for all together; so the number of
 * the commit travels in the field for its time.
 */
final class PublishedRollupStore implements RollupStore {

  private final Epochs epochs;
  private final CassandraPublisher publisher;
  private final CassandraReader reader;

  PublishedRollupStore(CassandraSettings settings, Epochs epochs) {
    this.epochs = epochs;
    publisher = CassandraPublisher.open(settings);
    reader = CassandraReader.open(settings);
    publisher.resume(epochs.epoch());
  }

  @Override
  public @Nullable PartitionState state(int partition) {
    return state(reader.open(), partition);
  }

  private static @Nullable PartitionState state(PublishedView view, int partition) {
    List<PublishedView.Partition> partitions = view.partitions();
    if (partitions.isEmpty() || partitions.get(partition).committedMillis() == 0) {
      return null;
    }
    PublishedView.Partition found = partitions.get(partition);
    PartitionState state = found.state();
    return new PartitionState(
        partition,
        found.committedMillis(),
        state.offset(),
        state.tally(),
        state.hour(),
        state.magnitudeHigh(),
        state.magnitudeLow(),
        state.dimensions(),
        state.deduplication());
  }

  @Override
  public void commit(Commit commit) {
    PartitionState state = commit.state();
    epochs.add(commit.rollups());
    epochs.report(PartitionReport.of(
        state,
        commit.journal(),
        offset -> null,
        List.of(),
        new TreeMap<>(Map.of(0, state.offset())),
        state.epoch()));
    epochs.complete().publish(publisher).join();
    reader.refresh();
  }

  @Override
  public Snapshot snapshot() {
    PublishedView view = reader.open();
    return new Snapshot() {
      @Override
      public @Nullable PartitionState state(int partition) {
        return PublishedRollupStore.state(view, partition);
      }

      @Override
      public void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor) {
        view.row(level, parent, series, visitor);
      }

      @Override
      public void rows(
          Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor) {
        view.rows(level, parent, seriesPrefix, visitor);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    publisher.close();
    reader.close();
  }
}
