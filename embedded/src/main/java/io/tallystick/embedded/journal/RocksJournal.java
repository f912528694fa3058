package io.tallystick.embedded.journal;

import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.process.CommitStep;
import io.tallystick.core.process.Journal;
import io.tallystick.core.process.RollupStore.Commit;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.CommitRecordLayout;
import io.tallystick.core.receipt.ReceiptIndex;
import io.tallystick.embedded.rocks.CommitBatch;
import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.embedded.step.Steps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.MergeOperator;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Hours of arrival, commit records, the receipt index and dead letters. Thread-safe. */
public final class RocksJournal {

  private static final String HOURS = "hours";
  private static final String COMMITS = "commits";
  private static final String RECEIPTS = "receipts-v" + ReceiptIndex.VERSION;
  private static final String DEAD_LETTERS = "dead-letters";
  private static final long RECEIPTS_MEMTABLE_BYTES = 4 << 20;

  private final RocksDB db;
  private final ColumnFamilyHandle hours;
  private final ColumnFamilyHandle commits;
  private final ColumnFamilyHandle receipts;
  private final RocksDeadLetters deadLetters;

  /** The journal in a database that was opened with {@link #families}. */
  public RocksJournal(RocksInstance instance) {
    db = instance.db();
    hours = instance.family(HOURS);
    commits = instance.family(COMMITS);
    receipts = instance.family(RECEIPTS);
    deadLetters = new RocksDeadLetters(db, instance.family(DEAD_LETTERS));
  }

  /**
   * The families to open.
   *
   * @param append concatenates
   */
  public static Map<String, ColumnFamilyOptions> families(Cache cache, MergeOperator append) {
    Map<String, ColumnFamilyOptions> families = new LinkedHashMap<>();
    families.put(HOURS, small(cache));
    families.put(COMMITS, small(cache));
    families.put(
        RECEIPTS,
        small(cache)
            .setMergeOperator(append)
            .setWriteBufferSize(RECEIPTS_MEMTABLE_BYTES)
            // hashes do not compress
            .setCompressionType(CompressionType.NO_COMPRESSION));
    families.put(DEAD_LETTERS, small(cache));
    return families;
  }

  private static ColumnFamilyOptions small(Cache cache) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(1 << 20)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setFormatVersion(5));
  }

  /**
   * Adds what a commit says to the batch that makes it durable.
   *
   * @param row called after each of the many rows
   */
  public void add(Commit commit, CommitBatch batch, Runnable row) throws RocksDBException {
    int partition = commit.state().partition();
    Journal journal = commit.journal();
    for (HourTally hour : journal.hours()) {
      batch.put(hours, HourTallyLayout.key(partition, hour.hour()), HourTallyLayout.value(hour));
    }
    if (journal.size() > 0) {
      CommitRecord record = new CommitRecord(
          partition,
          journal.beginOffset(),
          journal.endOffset(),
          commit.committedMillis(),
          journal.fates());
      batch.put(
          commits,
          CommitRecordLayout.key(partition, record.endOffset()),
          CommitRecordLayout.value(record));
    }
    journal.receipts().write((key, value, length) -> {
      batch.merge(receipts, key, key.length, value, length);
      row.run();
    });
    deadLetters.add(commit, batch);
  }

  /** Hours of arrival of one partition, ascending. */
  public List<HourTally> hours(int partition, long fromHour, long endHour) {
    List<HourTally> found = new ArrayList<>();
    try (RocksIterator iterator = db.newIterator(hours)) {
      iterator.seek(HourTallyLayout.key(partition, fromHour));
      while (iterator.isValid() && HourTallyLayout.isOf(partition, iterator.key())) {
        HourTally hour = HourTallyLayout.hour(iterator.key(), iterator.value());
        if (hour.hour() >= endHour) {
          break;
        }
        found.add(hour);
        iterator.next();
      }
      iterator.status();
      return found;
    } catch (RocksDBException e) {
      throw failed("hours", e);
    }
  }

  /** The commit that decided the event at {@code offset}; null when it is not known (any more). */
  public @Nullable CommitRecord commitOf(int partition, long offset) {
    CommitRecord[] found = new CommitRecord[1];
    commits(partition, offset, commit -> {
      found[0] = commit;
      return false;
    });
    return found[0] == null || found[0].beginOffset() > offset ? null : found[0];
  }

  /** Takes commit records one after the other. */
  public interface CommitVisitor {
    /** Returns whether to go on. */
    boolean commit(CommitRecord commit);
  }

  /** Visits the commits from the one that decided {@code offset} on, ascending. */
  public void commits(int partition, long offset, CommitVisitor visitor) {
    try (RocksIterator iterator = db.newIterator(commits)) {
      iterator.seek(CommitRecordLayout.key(partition, offset + 1));
      boolean more = true;
      while (more && iterator.isValid() && CommitRecordLayout.isOf(partition, iterator.key())) {
        more =
            visitor.commit(CommitRecordLayout.commit(partition, iterator.key(), iterator.value()));
        iterator.next();
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed("commits", e);
    }
  }

  /** Visits the committed offsets in one chunk that may have an identity with this second half. */
  public void candidates(
      int partition, long chunk, long identityLow, ReceiptIndex.CandidateVisitor visitor) {
    try {
      byte[] value = db.get(receipts, ReceiptIndex.key(partition, chunk, identityLow));
      if (value != null) {
        ReceiptIndex.candidates(value, chunk, identityLow, visitor);
      }
    } catch (RocksDBException e) {
      throw failed("receipts", e);
    }
  }

  /** The dead letters. */
  public RocksDeadLetters deadLetters() {
    return deadLetters;
  }

  /** Forgets where events before {@code offset} are, of all partitions. */
  public void trimReceipts(long offset) {
    try {
      byte[] first = ReceiptIndex.firstKey(0);
      byte[] end = ReceiptIndex.firstKey(ReceiptIndex.chunk(offset));
      db.deleteFilesInRanges(receipts, List.of(first, end), false);
      db.deleteRange(receipts, first, end);
    } catch (RocksDBException e) {
      throw failed("trimming", e);
    }
  }

  /** Forgets the commits of offsets before {@code offset}, which the log has trimmed. */
  public void trimCommits(int partition, long offset) {
    try {
      db.deleteRange(
          commits,
          CommitRecordLayout.key(partition, 0),
          CommitRecordLayout.key(partition, offset + 1));
      Steps.LISTENER.reached(CommitStep.JOURNAL_TRIMMED);
    } catch (RocksDBException e) {
      throw failed("trimming", e);
    }
  }

  private static StoreException failed(String what, RocksDBException cause) {
    return new StoreException("journal: " + what + " failed (" + cause.getMessage() + ")", cause);
  }
}
