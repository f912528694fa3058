package io.tallystick.embedded.rollup;

import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.embedded.rocks.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** Committed rollups as of one moment. */
final class RocksSnapshot implements RollupStore.Snapshot {

  private final RocksDB db;
  private final ColumnFamilyHandle rows;
  private final ColumnFamilyHandle states;
  private final int partitions;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final Aggregate scratch = new Aggregate();
  private byte[] buffer = new byte[4096];

  RocksSnapshot(RocksDB db, ColumnFamilyHandle rows, ColumnFamilyHandle states, int partitions) {
    this.db = db;
    this.rows = rows;
    this.states = states;
    this.partitions = partitions;
    this.snapshot = db.getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  /** The moment; good until this one is closed. */
  Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public @Nullable PartitionState state(int partition) {
    try {
      byte[] value = db.get(states, options, PartitionStateLayout.key(partition));
      return value == null ? null : PartitionStateLayout.state(partition, value);
    } catch (RocksDBException e) {
      throw failed("state", e);
    }
  }

  /** Reads no more than the epoch: every query asks this of every partition. */
  @Override
  public long epoch(int partition) {
    try {
      int length = db.get(states, options, PartitionStateLayout.key(partition), buffer);
      return length == RocksDB.NOT_FOUND
          ? 0
          : PartitionStateLayout.epoch(partition, buffer, length);
    } catch (RocksDBException e) {
      throw failed("epoch", e);
    }
  }

  @Override
  public void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor) {
    byte[] seriesBytes = series.toByteArray();
    try {
      for (int partition = 0; partition < partitions; partition++) {
        byte[] key = RollupRowLayout.key(level, parent, seriesBytes, partition);
        int length = db.get(rows, options, key, buffer);
        if (length > buffer.length) {
          buffer = new byte[length * 2];
          length = db.get(rows, options, key, buffer);
        }
        if (length != RocksDB.NOT_FOUND) {
          RollupRowLayout.read(buffer, length, scratch, visitor);
        }
      }
    } catch (RocksDBException e) {
      throw failed("row", e);
    }
  }

  @Override
  public void rows(Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor) {
    byte[] prefix = RollupRowLayout.keyPrefix(level, parent, seriesPrefix);
    byte[] end = successor(prefix);
    try (Slice upper = new Slice(end);
        ReadOptions scan = new ReadOptions()
            .setSnapshot(snapshot)
            .setIterateUpperBound(upper)
            // a scan over all series must not push the rows of single reads out of the cache
            .setFillCache(false)
            .setReadaheadSize(256 << 10);
        RocksIterator iterator = db.newIterator(rows, scan)) {
      int valuesOffset = prefix.length;
      for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        byte[] value = iterator.value();
        int valuesLength = RollupRowLayout.seriesEnd(key.length) - valuesOffset;
        RollupRowLayout.read(
            value,
            value.length,
            scratch,
            (child, aggregate) -> visitor.child(key, valuesOffset, valuesLength, child, aggregate));
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed("scan", e);
    }
  }

  /**
   * Counted events of all types together, by partition: the sum over the all-time rows of {@link
   * Dimension#TOTAL}.
   */
  Map<Integer, Long> countedByPartition() {
    Map<Integer, Long> counted = new TreeMap<>();
    byte[] level = RollupRowLayout.keyPrefix(Level.ALL, 0, new byte[0]);
    try (Slice upper = new Slice(successor(level));
        ReadOptions scan = new ReadOptions().setSnapshot(snapshot).setIterateUpperBound(upper);
        RocksIterator iterator = db.newIterator(rows, scan)) {
      iterator.seek(level);
      while (iterator.isValid()) {
        byte[] key = iterator.key();
        // the total of a type stands before its other series: no names sorts first
        byte[] type = SeriesKey.typePrefix(key, level.length);
        byte[] total = RollupRowLayout.keyPrefix(
            Level.ALL, 0, SeriesKey.prefix(SeriesKey.type(type), Dimension.TOTAL));
        for (iterator.seek(total);
            iterator.isValid() && startsWith(iterator.key(), total);
            iterator.next()) {
          byte[] value = iterator.value();
          RollupRowLayout.read(
              value,
              value.length,
              scratch,
              (child, aggregate) -> counted.merge(
                  RollupRowLayout.partition(iterator.key()), aggregate.count(), Long::sum));
        }
        iterator.status();
        iterator.seek(successor(RollupRowLayout.keyPrefix(Level.ALL, 0, type)));
      }
      iterator.status();
      return counted;
    } catch (RocksDBException e) {
      throw failed("total", e);
    }
  }

  /** The types of the all-time rows, in the order of their bytes, at most {@code max}. */
  List<String> types(int max) {
    List<String> types = new ArrayList<>();
    byte[] level = RollupRowLayout.keyPrefix(Level.ALL, 0, new byte[0]);
    try (Slice upper = new Slice(successor(level));
        ReadOptions scan = new ReadOptions().setSnapshot(snapshot).setIterateUpperBound(upper);
        RocksIterator iterator = db.newIterator(rows, scan)) {
      iterator.seek(level);
      while (iterator.isValid() && types.size() < max) {
        byte[] type = SeriesKey.typePrefix(iterator.key(), level.length);
        types.add(SeriesKey.type(type));
        // over all series of the type at once
        iterator.seek(successor(RollupRowLayout.keyPrefix(Level.ALL, 0, type)));
      }
      iterator.status();
      return types;
    } catch (RocksDBException e) {
      throw failed("type", e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The smallest key after all keys that begin with {@code prefix}. */
  private static byte[] successor(byte[] prefix) {
    int last = prefix.length - 1;
    while (prefix[last] == (byte) 0xff) {
      last--;
    }
    byte[] successor = Arrays.copyOf(prefix, last + 1);
    successor[last]++;
    return successor;
  }

  private static StoreException failed(String what, RocksDBException cause) {
    return new StoreException(
        "rollups: read of a " + what + " failed (" + cause.getMessage() + ")", cause);
  }

  @Override
  public void close() {
    options.close();
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }
}
