package io.tallystick.embedded.recount;

import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.recount.RowRepair.Recorded;
import io.tallystick.embedded.rocks.BatchPieces;
import io.tallystick.embedded.rocks.CommitBatch;
import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** Rewrites rows and keeps a record of each. Written by the thread that commits; read by any. */
public final class RowRepairs {

  /** Changes that are remembered. */
  static final long RECORDS_MAX = 1_000_000;

  private static final String REPAIRS = "repairs";

  private final RocksDB db;
  private final ColumnFamilyHandle rows;
  private final ColumnFamilyHandle records;

  /** The repairs in a database that was opened with {@link #families}. */
  public RowRepairs(RocksInstance instance, ColumnFamilyHandle rows) {
    this.db = instance.db();
    this.rows = rows;
    this.records = instance.family(REPAIRS);
  }

  /** The families to open. */
  public static Map<String, ColumnFamilyOptions> families() {
    return Map.of(
        REPAIRS,
        new ColumnFamilyOptions()
            .setWriteBufferSize(1 << 20)
            .setCompressionType(CompressionType.LZ4_COMPRESSION));
  }

  /**
   * Makes all changes and records them, atomically and durably.
   *
   * @throws IllegalStateException when a row no longer begins as it did; nothing was changed then
   */
  public void apply(long recount, long atMillis, List<Change> changes, WriteOptions synced) {
    try {
      CommitBatch batch = new CommitBatch(new BatchPieces());
      long number = next();
      for (Change change : changes) {
        byte[] stored = db.get(rows, change.key());
        byte[] after = replaced(stored == null ? new byte[0] : stored, change);
        if (after.length == 0) {
          batch.delete(rows, change.key());
        } else {
          batch.put(rows, change.key(), after);
        }
        batch.put(
            records,
            RepairLayout.key(number),
            RepairLayout.value(new Recorded(recount, atMillis, change)));
        number++;
      }
      batch.write(db, synced);
      if (number > RECORDS_MAX) {
        db.deleteRange(records, RepairLayout.key(0), RepairLayout.key(number - RECORDS_MAX));
      }
    } catch (RocksDBException e) {
      throw failed("writing", e);
    }
  }

  /** The right bytes, and behind them what was appended since. */
  private static byte[] replaced(byte[] stored, Change change) {
    int before = change.before().length;
    if (stored.length < before || !Arrays.equals(stored, 0, before, change.before(), 0, before)) {
      throw new IllegalStateException("repair: a row was rewritten since it was compared, nothing"
          + " was changed; recount again");
    }
    byte[] after = Arrays.copyOf(change.after(), change.after().length + stored.length - before);
    System.arraycopy(stored, before, after, change.after().length, stored.length - before);
    return after;
  }

  private long next() throws RocksDBException {
    try (RocksIterator iterator = db.newIterator(records)) {
      iterator.seekToLast();
      iterator.status();
      return iterator.isValid() ? RepairLayout.number(iterator.key()) + 1 : 0;
    }
  }

  /** The last changes, newest first. */
  public List<Recorded> recorded(int countMax) {
    List<Recorded> found = new ArrayList<>();
    try (RocksIterator iterator = db.newIterator(records)) {
      iterator.seekToLast();
      while (iterator.isValid() && found.size() < countMax) {
        found.add(RepairLayout.recorded(iterator.value()));
        iterator.prev();
      }
      iterator.status();
      return found;
    } catch (RocksDBException e) {
      throw failed("reading", e);
    }
  }

  private static StoreException failed(String what, RocksDBException cause) {
    return new StoreException("repairs: " + what + " failed (" + cause.getMessage() + ")", cause);
  }
}
