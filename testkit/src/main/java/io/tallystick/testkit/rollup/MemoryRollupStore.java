package io.tallystick.testkit.rollup;

import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link RollupStore} in memory, strict: a commit must have the next epoch and must not go back,
 * and nothing may be used after it was closed. Keeps no journal.
 */
public final class MemoryRollupStore implements RollupStore {

  private TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
  private Map<Integer, PartitionState> states = new TreeMap<>();
  private boolean closed;

  @Override
  public synchronized @Nullable PartitionState state(int partition) {
    requireOpen(closed);
    return states.get(partition);
  }

  @Override
  public synchronized void commit(Commit commit) {
    requireOpen(closed);
    PartitionState state = commit.state();
    PartitionState before = states.get(state.partition());
    if (before != null
        && (state.epoch() != before.epoch() + 1 || state.offset() < before.offset())) {
      throw new IllegalArgumentException(
          "commit: " + state + " (expected: right after " + before + ")");
    }
    // copies, so that open snapshots keep what they saw
    TreeMap<byte[], byte[]> next = new TreeMap<>(rows);
    RollupRowWriter.write(
        state.partition(),
        commit.rollups(),
        (key, keyLength, value, valueLength, hash) -> next.merge(
            Arrays.copyOf(key, keyLength),
            Arrays.copyOf(value, valueLength),
            MemoryRollupStore::concatenate));
    rows = next;
    states = new TreeMap<>(states);
    states.put(state.partition(), state);
  }

  @Override
  public synchronized Snapshot snapshot() {
    requireOpen(closed);
    return new MemorySnapshot(rows, states);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private static byte[] concatenate(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  private static void requireOpen(boolean closed) {
    if (closed) {
      throw new IllegalStateException("store: closed (expected: open)");
    }
  }

  private static final class MemorySnapshot implements Snapshot {

    private final TreeMap<byte[], byte[]> rows;
    private final Map<Integer, PartitionState> states;
    private boolean closed;

    MemorySnapshot(TreeMap<byte[], byte[]> rows, Map<Integer, PartitionState> states) {
      this.rows = rows;
      this.states = states;
    }

    @Override
    public @Nullable PartitionState state(int partition) {
      requireOpen(closed);
      return states.get(partition);
    }

    @Override
    public void row(Level level, int parent, SeriesKey series, RollupView.ChildVisitor visitor) {
      requireOpen(closed);
      Aggregate scratch = new Aggregate();
      for (int partition : states.keySet()) {
        byte[] value =
            rows.get(RollupRowLayout.key(level, parent, series.toByteArray(), partition));
        if (value != null) {
          RollupRowLayout.read(value, value.length, scratch, visitor);
        }
      }
    }

    @Override
    public void rows(
        Level level, int parent, byte[] seriesPrefix, RollupView.SeriesVisitor visitor) {
      requireOpen(closed);
      Aggregate scratch = new Aggregate();
      byte[] prefix = RollupRowLayout.keyPrefix(level, parent, seriesPrefix);
      for (Map.Entry<byte[], byte[]> row : rows.tailMap(prefix).entrySet()) {
        byte[] key = row.getKey();
        if (!Arrays.equals(key, 0, Math.min(prefix.length, key.length), prefix, 0, prefix.length)) {
          return;
        }
        int valuesLength = RollupRowLayout.seriesEnd(key.length) - prefix.length;
        RollupRowLayout.read(
            row.getValue(),
            row.getValue().length,
            scratch,
            (child, aggregate) ->
                visitor.child(key, prefix.length, valuesLength, child, aggregate));
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
