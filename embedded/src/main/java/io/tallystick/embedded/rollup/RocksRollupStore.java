package io.tallystick.embedded.rollup;

import io.tallystick.core.node.Notice;
import io.tallystick.core.process.CommitStep;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.core.process.RollupStore;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowLayout.CorruptRowException;
import io.tallystick.core.rollup.RollupRowWriter;
import io.tallystick.core.rollup.RowFold;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.journal.RocksJournal;
import io.tallystick.embedded.recount.RocksCommittedData;
import io.tallystick.embedded.recount.RowRepairs;
import io.tallystick.embedded.rocks.BatchPieces;
import io.tallystick.embedded.rocks.CommitBatch;
import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.step.Steps;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link RollupStore} on a RocksDB of its own. */
public final class RocksRollupStore implements RollupStore {

  /*
   * A commit appends its entries to the rows with RocksDB's concatenating merge operator, so it
   * reads nothing. Rows would grow with every commit; so each commit folds the rows of one series
   * in FOLD_EVERY, by a hash of series and epoch, into one entry a window: a row holds about
   * FOLD_EVERY entries a window at most times, and a commit reads few rows.
   */

  static final int FOLD_EVERY = 64;

  private static final Logger LOGGER = LoggerFactory.getLogger(RocksRollupStore.class);

  private static final String ROWS = "rollups-v" + RollupRowLayout.VERSION;
  private static final String STATES = "states";
  private static final byte[] PARTITIONS = "partitions".getBytes(StandardCharsets.UTF_8);
  private static final long MEMTABLE_BYTES = 16 << 20;
  private static final long WAL_BYTES_MAX = 64 << 20;

  private final RocksInstance instance;
  private final RocksDB db;
  private final ColumnFamilyHandle rows;
  private final ColumnFamilyHandle states;
  private final RocksJournal journal;
  private final RowRepairs repairs;
  private final BatchPieces batchMemory = new BatchPieces();
  private final AtomicInteger rowHolds = new AtomicInteger();
  private final StringAppendOperator append = new StringAppendOperator("");
  private final BloomFilter filter = new BloomFilter(10);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final int partitions;

  /**
   * Opens or creates the store.
   *
   * @param partitionsWanted how many partitions a new store gets; 0: as many as {@code
   *     partitionsDefault}. An existing store keeps its own number
   * @param cache shared by all that RocksDB reads
   * @throws StoreException when the store exists with another number of partitions
   */
  public RocksRollupStore(
      DataFolder folder, int partitionsWanted, int partitionsDefault, Cache cache) {
    Map<String, ColumnFamilyOptions> options = new LinkedHashMap<>();
    options.put(ROWS, rowOptions(cache));
    options.put(STATES, new ColumnFamilyOptions());
    options.putAll(RocksJournal.families(cache, append));
    options.putAll(RowRepairs.families());
    instance = folder.open(folder.rollups(), WAL_BYTES_MAX, options);
    db = instance.db();
    rows = instance.family(ROWS);
    states = instance.family(STATES);
    journal = new RocksJournal(instance);
    repairs = new RowRepairs(instance, rows);
    try {
      partitions = settlePartitions(partitionsWanted, partitionsDefault);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ColumnFamilyOptions rowOptions(Cache cache) {
    return new ColumnFamilyOptions()
        .setMergeOperator(append)
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(3)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
        // commits come in bursts of a memtable: four of them are merged at once
        .setLevel0FileNumCompactionTrigger(4)
        .setTableFormatConfig(new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(filter)
            // filters and indexes of a store of any size share the cache with the rows; in pieces,
            // because one lookup must not load the megabytes of a whole file's filter
            .setCacheIndexAndFilterBlocks(true)
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setMetadataBlockSize(4 << 10)
            .setPinTopLevelIndexAndFilter(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setBlockSize(8 << 10)
            .setFormatVersion(5));
  }

  private int settlePartitions(int wanted, int byDefault) {
    try {
      byte[] stored = db.get(PARTITIONS);
      if (stored == null) {
        int chosen = wanted == 0 ? byDefault : wanted;
        db.put(synced, PARTITIONS, Integer.toString(chosen).getBytes(StandardCharsets.UTF_8));
        return chosen;
      }
      int existing = Integer.parseInt(new String(stored, StandardCharsets.UTF_8));
      if (wanted != 0 && wanted != existing) {
        throw new StoreException("processing.partitions: " + wanted + " (expected: " + existing
            + ", which this data directory was created with, or no setting)");
      }
      return existing;
    } catch (RocksDBException e) {
      throw failed("open", e);
    }
  }

  /** How many partitions this store holds. */
  public int partitions() {
    return partitions;
  }

  @Override
  public @Nullable PartitionState state(int partition) {
    try {
      byte[] value = db.get(states, PartitionStateLayout.key(partition));
      return value == null ? null : PartitionStateLayout.state(partition, value);
    } catch (RocksDBException e) {
      throw failed("read of the state of partition " + partition, e);
    }
  }

  /** What commits said about single events. */
  public RocksJournal journal() {
    return journal;
  }

  @Override
  public void commit(Commit commit) {
    commit(commit, CommitRest.none());
  }

  /** As {@link #commit(Commit)}, resting as {@code rest} says. */
  public void commit(Commit commit, CommitRest rest) {
    PartitionState state = commit.state();
    try {
      CommitBatch batch = new CommitBatch(batchMemory);
      Folder folder = new Folder(state.epoch());
      RollupRowWriter.write(
          state.partition(), commit.rollups(), (key, keyLength, value, valueLength, seriesHash) -> {
            if (rowHolds.get() == 0 && folder.isDue(seriesHash)) {
              folder.fold(key, keyLength, value, valueLength, batch);
            } else {
              batch.merge(rows, key, keyLength, value, valueLength);
            }
            rest.row();
          });
      journal.add(commit, batch, rest::row);
      batch.put(
          states, PartitionStateLayout.key(state.partition()), PartitionStateLayout.value(state));
      Steps.LISTENER.reached(CommitStep.COMMIT_BATCH_BUILT);
      batch.write(db, synced);
      Steps.LISTENER.reached(CommitStep.COMMIT_BATCH_WRITTEN);
    } catch (RocksDBException e) {
      throw failed("commit of partition " + state.partition() + " at offset " + state.offset(), e);
    }
  }

  /**
   * What the all-time totals of all types hold, at one moment.
   *
   * @param states of each partition that has one
   * @param counted events of all types together, by partition
   */
  public record Totals(Map<Integer, PartitionState> states, Map<Integer, Long> counted) {}

  /** Adds up the all-time totals, one row for each type and partition. */
  public Totals totals() {
    try (RocksSnapshot snapshot = new RocksSnapshot(db, rows, states, partitions)) {
      Map<Integer, PartitionState> found = new TreeMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        PartitionState state = snapshot.state(partition);
        if (state != null) {
          found.put(partition, state);
        }
      }
      return new Totals(found, snapshot.countedByPartition());
    }
  }

  /** As {@link io.tallystick.core.rollup.EventTypes#types}. */
  public List<String> types(int max) {
    try (RocksSnapshot snapshot = new RocksSnapshot(db, rows, states, partitions)) {
      return snapshot.types(max);
    }
  }

  @Override
  public Snapshot snapshot() {
    return new RocksSnapshot(db, rows, states, partitions);
  }

  /** Everything that is committed now, as it is stored. */
  public CommittedData committedData() {
    RocksSnapshot states = new RocksSnapshot(db, rows, this.states, partitions);
    return new RocksCommittedData(db, rows, states, states.snapshot(), partitions);
  }

  /**
   * Keeps rows from being folded until it is closed. Called by the thread that commits, so that no
   * commit is under way that still folds.
   */
  public RowRepair.Hold holdRows() {
    rowHolds.incrementAndGet();
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        rowHolds.decrementAndGet();
      }
    };
  }

  /** Repairs rows as {@link RowRepair#apply} says. Called by the thread that commits. */
  public void repair(long recount, long atMillis, List<RowRepair.Change> changes) {
    repairs.apply(recount, atMillis, changes, synced);
  }

  /** The rows that were repaired, newest first. */
  public List<RowRepair.Recorded> repaired(int countMax) {
    return repairs.recorded(countMax);
  }

  private static StoreException failed(String what, RocksDBException cause) {
    return new StoreException("rollups: " + what + " failed (" + cause.getMessage() + ")", cause);
  }

  /** Writes memory to sorted files. */
  public void flush() {
    instance.flush();
  }

  /** Compacts memory into files, then closes. */
  @Override
  public void close() {
    instance.flush();
    instance.close();
    append.close();
    filter.close();
    synced.close();
  }

  /** Rewrites a row as one entry a window. */
  private final class Folder {

    private final int due;
    private final RowFold fold = new RowFold();

    Folder(long epoch) {
      this.due = Math.floorMod(epoch * 0x9E3779B97F4A7C15L >>> 32, FOLD_EVERY);
    }

    boolean isDue(int seriesHash) {
      return (seriesHash >>> 7 & FOLD_EVERY - 1) == due;
    }

    void fold(byte[] key, int keyLength, byte[] value, int valueLength, CommitBatch batch) {
      try {
        byte[] exactKey = Arrays.copyOf(key, keyLength);
        byte[] stored = db.get(rows, exactKey);
        if (stored == null) {
          batch.merge(rows, key, keyLength, value, valueLength);
          return;
        }
        byte[] folded = folded(exactKey, stored, value, valueLength);
        if (folded == null) {
          batch.merge(rows, key, keyLength, value, valueLength);
        } else {
          batch.put(rows, exactKey, folded);
        }
      } catch (RocksDBException e) {
        throw failed("fold", e);
      }
    }

    /** The row as one entry a window; null when what is stored cannot be read. */
    private byte @Nullable [] folded(byte[] key, byte[] stored, byte[] value, int valueLength) {
      Aggregate scratch = new Aggregate();
      fold.clear();
      try {
        RollupRowLayout.read(stored, stored.length, scratch, fold);
      } catch (CorruptRowException | IndexOutOfBoundsException | ArithmeticException e) {
        // appending keeps what is new; a recount finds the row and puts the rest right
        String row = HexFormat.of().formatHex(key);
        LOGGER.error(
            "{}",
            Notice.of("row-damaged", "rollups: row " + row + " cannot be read: " + e.getMessage())
                .did("what is new is counted apart; answers that need the row are wrong or fail")
                .advice("tallystick recount --repair writes it anew")
                .with("row", row));
        return null;
      }
      RollupRowLayout.read(value, valueLength, scratch, fold);
      return fold.toByteArray();
    }
  }
}
