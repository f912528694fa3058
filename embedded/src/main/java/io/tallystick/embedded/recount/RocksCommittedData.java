package io.tallystick.embedded.recount;

import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.embedded.rocks.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** {@link CommittedData} as of one snapshot of the rollup store. */
public final class RocksCommittedData implements CommittedData {

  private final RocksDB db;
  private final ColumnFamilyHandle rows;
  private final RollupStore.Snapshot states;
  private final org.rocksdb.Snapshot snapshot;
  private final ReadOptions options;
  private final List<Partition> partitions = new ArrayList<>();

  /**
   * @param states a view of the same moment as {@code snapshot}; closed with this one
   * @param snapshot the moment; belongs to {@code states}
   */
  public RocksCommittedData(
      RocksDB db,
      ColumnFamilyHandle rows,
      RollupStore.Snapshot states,
      org.rocksdb.Snapshot snapshot,
      int partitionCount) {
    this.db = db;
    this.rows = rows;
    this.states = states;
    this.snapshot = snapshot;
    this.options = scan();
    for (int partition = 0; partition < partitionCount; partition++) {
      PartitionState state = states.state(partition);
      partitions.add(
          state == null
              ? new Partition(partition, 0, Tally.NONE, List.of())
              : new Partition(partition, state.offset(), state.tally(), state.dimensions()));
    }
  }

  private ReadOptions scan() {
    return new ReadOptions()
        .setSnapshot(snapshot)
        // every row is read once: it must not push out what queries need
        .setFillCache(false)
        .setReadaheadSize(1 << 20);
  }

  @Override
  public List<Partition> partitions() {
    return List.copyOf(partitions);
  }

  @Override
  public void rows(Level level, int parentMin, int parentEnd, RowVisitor visitor) {
    byte[] first = RollupRowLayout.keyPrefix(level, parentMin, new byte[0]);
    byte[] end = parentEnd == Integer.MAX_VALUE
        ? new byte[] {(byte) (level.number() + 1)}
        : RollupRowLayout.keyPrefix(level, parentEnd, new byte[0]);
    try (Slice upper = new Slice(end);
        ReadOptions bounded = scan().setIterateUpperBound(upper);
        RocksIterator iterator = db.newIterator(rows, bounded)) {
      for (iterator.seek(first); iterator.isValid(); iterator.next()) {
        visitor.row(iterator.key(), iterator.value());
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed("rows of level " + level, e);
    }
  }

  @Override
  public byte @Nullable [] row(byte[] key) {
    try {
      return db.get(rows, options, key);
    } catch (RocksDBException e) {
      throw failed("row", e);
    }
  }

  private static StoreException failed(String what, RocksDBException cause) {
    return new StoreException(
        "rollups: read of " + what + " failed (" + cause.getMessage() + ")", cause);
  }

  @Override
  public void close() {
    options.close();
    states.close();
  }
}
