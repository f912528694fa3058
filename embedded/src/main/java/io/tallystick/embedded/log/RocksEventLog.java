package io.tallystick.embedded.log;

import io.tallystick.core.log.EventLog;
import io.tallystick.core.process.CommitStep;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.step.Steps;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** {@link EventLog} on a RocksDB of its own. */
public final class RocksEventLog implements EventLog {

  /*
   * Keys of a partition only grow, and every partition has its own column family: files never
   * overlap, so compaction moves them without rewriting, and trimming deletes whole files. The log
   * has a database of its own because a large commit of rollups would otherwise hold up the
   * acknowledgements behind it; the order between the two is safe, because only what is durable in
   * the log is ever processed.
   */

  /** Hears of durable entries, on the commit thread, before their appends complete. */
  public interface AppendListener {
    /**
     * An entry is durable and will be readable next.
     *
     * @param end offset after the entry
     * @param append the entry
     */
    void appended(int partition, long end, EventLog.Append append);

    /** The end of the partition has moved. */
    void readable(int partition);

    /**
     * The next group is about to be written. May wait for some milliseconds, to slow the
     * acknowledgements to the pace of counting while that falls behind.
     */
    default void pace() {}
  }

  private static final long MEMTABLE_BYTES = 8 << 20;
  private static final long WAL_BYTES_MAX = 64 << 20;
  /** Entries on their way to the workers, of all partitions together, and as a part of the heap. */
  private static final long RECENT_BYTES_MAX = 8 << 20;

  private static final int RECENT_HEAP_SHARE = 32;

  private static final long SCAN_READAHEAD_BYTES = 1 << 20;

  private final RocksInstance instance;
  private final RocksDB db;
  private final ColumnFamilyHandle[] families;
  private final AtomicLongArray begins;
  private final AtomicLongArray ends;
  private final RecentEntries[] recent;
  private final GroupCommit commits;

  /**
   * Opens or creates the log.
   *
   * @param partitions how many; must be what the log was created with
   * @param clock milliseconds since the epoch; may jump, arrival times do not
   * @param cache shared by all that RocksDB reads
   */
  public RocksEventLog(
      DataFolder folder, int partitions, LongSupplier clock, Cache cache, AppendListener listener) {
    long[] acknowledgedEnds = AcknowledgedEnds.read(folder, partitions);
    if (acknowledgedEnds != null) {
      checkEnds(folder, acknowledgedEnds, cache);
    }
    instance = folder.open(folder.log(), WAL_BYTES_MAX, families(partitions, cache));
    db = instance.db();
    families = new ColumnFamilyHandle[partitions];
    begins = new AtomicLongArray(partitions);
    ends = new AtomicLongArray(partitions);
    recent = new RecentEntries[partitions];
    long recentBytes =
        Math.min(RECENT_BYTES_MAX, Runtime.getRuntime().maxMemory() / RECENT_HEAP_SHARE);
    Arrays.setAll(recent, ignored -> new RecentEntries(recentBytes / partitions));
    long[] lastArrivals = new long[partitions];
    long[] recoveredEnds = new long[partitions];
    try {
      for (int partition = 0; partition < partitions; partition++) {
        families[partition] = instance.family(familyName(partition));
        recover(partition, lastArrivals);
        recoveredEnds[partition] = ends.get(partition);
      }
      commits = new GroupCommit(
          db,
          families,
          ends,
          recent,
          lastArrivals,
          clock,
          listener,
          AcknowledgedEnds.create(folder, recoveredEnds));
    } catch (RocksDBException | RuntimeException e) {
      instance.close();
      throw e instanceof RuntimeException known ? known : failed("open", e);
    }
  }

  private static Map<String, ColumnFamilyOptions> families(int partitions, Cache cache) {
    Map<String, ColumnFamilyOptions> options = new LinkedHashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      options.put(familyName(partition), familyOptions(cache));
    }
    return options;
  }

  /**
   * Looks whether everything that was acknowledged is there, before anything is changed: a database
   * that is opened for writing first deletes what it takes for an unfinished write.
   */
  private static void checkEnds(DataFolder folder, long[] acknowledged, Cache cache) {
    Map<String, ColumnFamilyOptions> options = families(acknowledged.length, cache);
    try (RocksInstance readOnly = RocksInstance.openReadOnly(folder.log(), options)) {
      for (int partition = 0; partition < acknowledged.length; partition++) {
        long end = 0;
        try (RocksIterator last =
            readOnly.db().newIterator(readOnly.family(familyName(partition)))) {
          last.seekToLast();
          last.status();
          if (last.isValid()) {
            long offset = LogEntryLayout.offset(last.key());
            LogEntryLayout.check(partition, offset, last.value());
            end = offset + LogEntryLayout.count(last.value());
          }
        }
        // a trimmed partition may have no entries left
        byte[] begin = readOnly.db().get(beginKey(partition));
        end = begin == null ? end : Math.max(end, ByteBuffer.wrap(begin).getLong());
        if (end < acknowledged[partition]) {
          throw StoreException.damaged(
              folder.log(),
              "partition " + partition + " ends at offset "
                  + end + " (expected: >= " + acknowledged[partition]
                  + ", the events before it were acknowledged)");
        }
      }
    } catch (RocksDBException e) {
      throw failed("open", e);
    }
  }

  private static String familyName(int partition) {
    return "partition-" + partition;
  }

  private static ColumnFamilyOptions familyOptions(Cache cache) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(3)
        // batches already share a dictionary and packed ids: what is left hardly compresses
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(new BlockBasedTableConfig()
            .setBlockCache(cache)
            // entries are some kilobytes: a block an entry, no restart points to speak of
            .setBlockSize(16 << 10)
            .setFormatVersion(5));
  }

  private void recover(int partition, long[] lastArrivals) throws RocksDBException {
    byte[] begin = db.get(beginKey(partition));
    if (begin != null) {
      begins.set(partition, ByteBuffer.wrap(begin).getLong());
      lastArrivals[partition] = ByteBuffer.wrap(begin).getLong(Long.BYTES);
    }
    ends.set(partition, begins.get(partition));
    try (RocksIterator iterator = db.newIterator(families[partition])) {
      iterator.seekToLast();
      iterator.status();
      if (iterator.isValid()) {
        long offset = LogEntryLayout.offset(iterator.key());
        byte[] value = iterator.value();
        LogEntryLayout.check(partition, offset, value);
        ends.set(partition, offset + LogEntryLayout.count(value));
        lastArrivals[partition] =
            Math.max(lastArrivals[partition], LogEntryLayout.arrivalMillis(value));
      }
    }
  }

  /** Why nothing can be appended until the log is opened again; null while all is well. */
  public @Nullable StoreException failure() {
    return commits.failure();
  }

  @Override
  public int partitions() {
    return families.length;
  }

  @Override
  public CompletionStage<Void> append(List<Append> appends) {
    return commits.submit(appends);
  }

  @Override
  public @Nullable Entry read(int partition, long offset) {
    if (offset < begin(partition)) {
      throw new TrimmedException(partition, offset, begin(partition));
    }
    if (offset >= end(partition)) {
      return null;
    }
    try {
      byte[] value = db.get(families[partition], LogEntryLayout.key(offset));
      if (value == null && offset < begin(partition)) {
        // it was trimmed since we looked
        throw new TrimmedException(partition, offset, begin(partition));
      }
      if (value == null) {
        throw new StoreException("log: no entry at offset " + offset + " of partition " + partition
            + " (expected: entries without gaps up to " + end(partition) + ")");
      }
      return LogEntryLayout.entry(partition, offset, value);
    } catch (RocksDBException e) {
      throw failed("read of partition " + partition + " at offset " + offset, e);
    }
  }

  @Override
  public @Nullable Entry next(int partition, long offset) {
    // not before the end has moved, which is after everybody has heard of the entry
    Entry entry = offset < end(partition) ? recent[partition].take(offset) : null;
    return entry == null ? read(partition, offset) : entry;
  }

  @Override
  public long begin(int partition) {
    return begins.get(partition);
  }

  @Override
  public long end(int partition) {
    return ends.get(partition);
  }

  @Override
  public void trim(int partition, long offset) {
    long target = Math.min(offset, end(partition));
    if (target <= begin(partition)) {
      return;
    }
    try (RocksIterator iterator = db.newIterator(families[partition])) {
      // the entry that holds the target stays whole
      iterator.seekForPrev(LogEntryLayout.key(target));
      iterator.status();
      if (!iterator.isValid()) {
        return;
      }
      byte[] value = iterator.value();
      long newBegin = LogEntryLayout.offset(iterator.key());
      if (newBegin + LogEntryLayout.count(value) <= target) {
        newBegin = target;
      }
      if (newBegin <= begin(partition)) {
        return;
      }
      // synced, because the files that go next must not be missed after a power loss
      try (WriteOptions synced = new WriteOptions().setSync(true)) {
        db.put(
            synced, beginKey(partition), beginValue(newBegin, LogEntryLayout.arrivalMillis(value)));
      }
      begins.set(partition, newBegin);
      Steps.LISTENER.reached(CommitStep.LOG_BEGIN_MOVED);
      // drops only files that lie wholly before it; what shares a file stays until that file goes
      db.deleteFilesInRanges(
          families[partition], List.of(LogEntryLayout.key(0), LogEntryLayout.key(newBegin)), false);
      Steps.LISTENER.reached(CommitStep.LOG_TRIMMED);
    } catch (RocksDBException e) {
      throw failed("trim of partition " + partition, e);
    }
  }

  /** The entry that holds {@code offset}; null when the log ends before or begins after it. */
  public @Nullable Entry entryAt(int partition, long offset) {
    if (offset < begin(partition) || offset >= end(partition)) {
      return null;
    }
    try (RocksIterator iterator = db.newIterator(families[partition])) {
      iterator.seekForPrev(LogEntryLayout.key(offset));
      iterator.status();
      if (!iterator.isValid()) {
        return null;
      }
      Entry entry =
          LogEntryLayout.entry(partition, LogEntryLayout.offset(iterator.key()), iterator.value());
      return offset < entry.offset() + entry.count() ? entry : null;
    } catch (RocksDBException e) {
      throw failed("search of partition " + partition, e);
    }
  }

  /** Takes one entry after the other, and says whether it wants more. */
  public interface EntryVisitor {
    boolean entry(Entry entry);
  }

  /**
   * Visits the entries that begin at or after {@code begin} and before {@code end}, in order, and
   * leaves the cache to others.
   *
   * @throws TrimmedException when {@code begin} lies before {@link #begin}
   */
  public void scan(int partition, long begin, long end, EntryVisitor visitor) {
    if (begin < begin(partition)) {
      throw new TrimmedException(partition, begin, begin(partition));
    }
    try (ReadOptions options =
            new ReadOptions().setFillCache(false).setReadaheadSize(SCAN_READAHEAD_BYTES);
        RocksIterator iterator = db.newIterator(families[partition], options)) {
      boolean more = true;
      for (iterator.seek(LogEntryLayout.key(begin)); more && iterator.isValid(); iterator.next()) {
        long offset = LogEntryLayout.offset(iterator.key());
        more = offset < end
            && visitor.entry(LogEntryLayout.entry(partition, offset, iterator.value()));
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed("scan of partition " + partition, e);
    }
  }

  /**
   * Offset of the first entry that arrived at or after {@code arrivalMillis}, or the end of the
   * partition.
   */
  public long offsetAt(int partition, long arrivalMillis) {
    long low = begin(partition);
    long high = end(partition);
    try (RocksIterator iterator = db.newIterator(families[partition])) {
      while (low < high) {
        long middle = low + (high - low) / 2;
        iterator.seekForPrev(LogEntryLayout.key(middle));
        iterator.status();
        if (!iterator.isValid()) {
          return low;
        }
        byte[] value = iterator.value();
        long offset = LogEntryLayout.offset(iterator.key());
        if (LogEntryLayout.arrivalMillis(value) >= arrivalMillis) {
          high = Math.max(low, offset);
        } else {
          low = offset + LogEntryLayout.count(value);
        }
      }
    } catch (RocksDBException e) {
      throw failed("search of partition " + partition, e);
    }
    return low;
  }

  private static byte[] beginKey(int partition) {
    return ByteBuffer.allocate(9)
        .put("begin".getBytes(StandardCharsets.UTF_8))
        .putInt(partition)
        .array();
  }

  /** Where the log begins, and an arrival that later ones must not precede: | i64 | i64 |. */
  private static byte[] beginValue(long offset, long arrivalMillis) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(offset)
        .putLong(arrivalMillis)
        .array();
  }

  private static StoreException failed(String what, Exception cause) {
    return new StoreException("log: " + what + " failed (" + cause.getMessage() + ")", cause);
  }

  /** Writes memory to sorted files. */
  public void flush() {
    instance.flush();
  }

  /** Makes what was appended durable and compact, then closes; later appends fail. */
  @Override
  public void close() {
    commits.close();
    if (failure() == null) {
      instance.flush();
    }
    instance.close();
  }
}
