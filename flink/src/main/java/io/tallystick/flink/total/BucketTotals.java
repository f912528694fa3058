package io.tallystick.flink.total;

import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.RollupDelta;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.core.rollup.RowMerge;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/** The totals of one bucket. Owned by the task; the bucket's key must be current in {@link #freeze}. */
final class BucketTotals {

  /** So many bytes of rows are published as one part, about. */
  private static final int PART_BYTES_MAX = 1 << 20;

  /** Rows beyond are not published again in one epoch; whoever wants them asks again. */
  private static final int WANTED_MAX = 20_000;

  private static final byte[] NOTHING = {};
  private static final int SERIES_EXPECTED_MIN = 64;

  /** What a row was before an epoch that nobody has published, and has become in it. */
  private record Unpublished(byte[] value, long beforeEpoch, byte[] before) {}

  private final int bucket;
  private final MapState<RowKey, byte[]> rows;
  private final RowCache cache;
  private final RowMerge merge;
  private final Set<RowKey> wanted = new LinkedHashSet<>();
  private PendingRollups pending = new PendingRollups(SERIES_EXPECTED_MIN);

  BucketTotals(int bucket, MapState<RowKey, byte[]> rows, RowCache cache, RowMerge merge) {
    this.bucket = bucket;
    this.rows = rows;
    this.cache = cache;
    this.merge = merge;
  }

  /** A row is to be published in the next epoch, also when it does not change. */
  void want(byte[] key) {
    if (wanted.size() < WANTED_MAX) {
      wanted.add(RowKey.of(key));
    }
  }

  void add(byte[] delta) {
    RollupDelta.merge(delta, delta.length, pending);
  }

  int pendingCells() {
    return pending.cellCount();
  }

  int bucket() {
    return bucket;
  }

  /**
   * Adds what was counted to the rows.
   *
   * @param unpublished parts of an earlier epoch that this one takes the place of
   * @return the rows that have changed, in at least one part
   */
  List<BucketRows> freeze(long epoch, List<BucketRows> unpublished) throws Exception {
    Map<RowKey, Unpublished> earlier = byKey(unpublished);
    Changes changes = new Changes(epoch, earlier);
    if (!pending.isEmpty()) {
      RollupRowWriter.write(
          0,
          pending,
          (key, keyLength, value, valueLength, seriesHash) ->
              changes.change(key, RollupRowLayout.seriesEnd(keyLength), value, valueLength));
      if (!pending.clear()) {
        pending = new PendingRollups(Math.max(SERIES_EXPECTED_MIN, pending.seriesCount()));
      }
    }
    changes.addWanted();
    changes.addUnchanged();
    if (!changes.stored.isEmpty()) {
      rows.putAll(changes.stored);
    }
    return changes.parts();
  }

  private static Map<RowKey, Unpublished> byKey(List<BucketRows> parts) {
    Map<RowKey, Unpublished> byKey = new LinkedHashMap<>();
    RowVersionsLayout.Reader versions = new RowVersionsLayout.Reader();
    for (BucketRows part : parts) {
      part.forEach((bytes, keyOffset, keyLength, offset, length) -> {
        versions.read(bytes, offset, length);
        byKey.put(
            RowKey.of(Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength)),
            new Unpublished(
                version(bytes, versions, versions.epoch()),
                versions.beforeEpoch(),
                version(bytes, versions, versions.beforeEpoch())));
      });
    }
    return byKey;
  }

  private static byte[] version(byte[] bytes, RowVersionsLayout.Reader versions, long epoch) {
    int begin = versions.offset(epoch);
    return Arrays.copyOfRange(bytes, begin, begin + versions.length(epoch));
  }

  /** The rows that one epoch changes. */
  private final class Changes {

    private final long epoch;
    private final Map<RowKey, Unpublished> earlier;
    private final List<BucketRows> parts = new ArrayList<>();
    private final StoredRows stored = new StoredRows();
    private BucketRows.Builder builder;

    Changes(long epoch, Map<RowKey, Unpublished> earlier) {
      this.epoch = epoch;
      this.earlier = earlier;
      builder = new BucketRows.Builder(bucket, epoch);
    }

    void change(byte[] key, int keyLength, byte[] delta, int deltaLength) {
      RowCache.Row before = cache.get(key, keyLength);
      RowKey kept = RowKey.copyOf(key, keyLength);
      if (before == null) {
        before = stored(kept);
      }
      byte[] value = merge.merge(before == null ? null : before.value(), delta, deltaLength);
      RowCache.Row after = new RowCache.Row(epoch, value);
      cache.put(kept, after);
      stored.add(kept, TotalsState.row(after));
      if (!wanted.isEmpty()) {
        wanted.remove(kept);
      }
      Unpublished skipped = earlier.isEmpty() ? null : earlier.remove(kept);
      if (skipped != null) {
        add(kept.bytes(), value, skipped.beforeEpoch, skipped.before);
      } else if (before == null) {
        add(kept.bytes(), value, 0, NOTHING);
      } else {
        add(kept.bytes(), value, before.epoch(), before.value());
      }
    }

    private RowCache.@Nullable Row stored(RowKey key) {
      try {
        byte[] found = rows.get(key);
        return found == null ? null : TotalsState.row(found);
      } catch (Exception e) {
        throw new IllegalStateException("rows: bucket " + bucket + " cannot be read", e);
      }
    }

    /**
     * Rows that have not changed but are wanted: each is its own value before. So readers of every
     * epoch since its last change read what it was.
     */
    void addWanted() {
      for (RowKey key : wanted) {
        RowCache.Row row = earlier.containsKey(key) ? null : stored(key);
        if (row != null) {
          add(key.bytes(), row.value(), row.epoch(), row.value());
        }
      }
      wanted.clear();
    }

    /** Rows of the earlier epoch that have not changed again. */
    void addUnchanged() {
      earlier.forEach((key, row) -> add(key.bytes(), row.value, row.beforeEpoch, row.before));
    }

    private void add(byte[] key, byte[] value, long beforeEpoch, byte[] before) {
      if (builder.bytes() > PART_BYTES_MAX) {
        parts.add(builder.build(false));
        builder = new BucketRows.Builder(bucket, epoch);
      }
      builder.add(key, key.length, value, value.length, beforeEpoch, before, before.length);
    }

    List<BucketRows> parts() {
      parts.add(builder.build(true));
      return parts;
    }
  }

  /** Keys and values for {@link MapState#putAll}, which only goes through them. */
  private static final class StoredRows extends AbstractMap<RowKey, byte[]> {

    private final List<Map.Entry<RowKey, byte[]>> entries = new ArrayList<>();

    void add(RowKey key, byte[] value) {
      entries.add(Map.entry(key, value));
    }

    @Override
    public Set<Entry<RowKey, byte[]>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<RowKey, byte[]>> iterator() {
          return entries.iterator();
        }

        @Override
        public int size() {
          return entries.size();
        }
      };
    }
  }
}
