package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.CommitRecordLayout;
import io.tallystick.core.receipt.ReceiptIndex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what epochs decided, in the order of the log. Thread-safe; waits for Cassandra. */
public final class Commits {

  /**
   * What one epoch decided in a partition.
   *
   * @param record which offsets, when, and their fates
   * @param logPositions where the log stood after it, by topic partition
   */
  public record Commit(CommitRecord record, SortedMap<Integer, Long> logPositions) {}

  /** Takes one commit after the other. */
  public interface Visitor {
    /** Returns whether to go on. */
    boolean commit(Commit commit);
  }

  /**
   * Hashes of consecutive events.
   *
   * @param beginOffset of the first of them
   */
  public record Hashes(long beginOffset, byte[] hashes) {}

  /** Most slices that one commit reaches over: seventeen million events of one partition. */
  private static final int SLICES_OF_COMMIT_MAX = 16;

  /** Commits that are read at once; what they say grows with their events. */
  private static final int PAGE_ROWS = 200;

  private final Store store;
  private final PreparedStatement select;
  private final PreparedStatement selectFirst;
  private final PreparedStatement selectHashes;

  public Commits(Store store) {
    this.store = store;
    String where =
        " FROM " + store.table("commits") + " WHERE partition = ? AND slice = ? AND end_offset > ?";
    String columns = "SELECT end_offset, decided, positions";
    select = store.prepare(columns + where);
    selectFirst = store.prepare(columns + where + " LIMIT 1");
    selectHashes = store.prepare("SELECT end_offset, decided, identities" + where);
  }

  /**
   * Visits the commits from the one that decided {@code offset} on, ascending.
   *
   * @param endOffset before which the last one begins
   */
  public void visit(int partition, long offset, long endOffset, Visitor visitor) {
    visit(select, partition, offset, endOffset, row -> visitor.commit(commit(partition, row)));
  }

  private void visit(
      PreparedStatement statement,
      int partition,
      long offset,
      long endOffset,
      Predicate<Row> visitor) {
    // the last one ends in a later slice than it begins in when it is long
    long lastSlice = Slices.ofCommit(endOffset) + SLICES_OF_COMMIT_MAX;
    for (long slice = Slices.ofCommit(offset + 1); slice <= lastSlice; slice++) {
      for (Row row : store
          .session()
          .execute(statement
              .bind(partition, slice, offset)
              .setPageSize(PAGE_ROWS)
              .setExecutionProfileName(Store.READ))) {
        if (record(partition, row).beginOffset() >= endOffset || !visitor.test(row)) {
          return;
        }
      }
    }
  }

  /** The commit that decided the event at {@code offset}; null when it is not known (any more). */
  public @Nullable Commit of(int partition, long offset) {
    @Nullable Commit[] found = new Commit[1];
    visit(selectFirst, partition, offset, offset + 1, row -> {
      found[0] = commit(partition, row);
      return false;
    });
    return found[0];
  }

  private static Commit commit(int partition, Row row) {
    return new Commit(record(partition, row), PartitionReportLayout.positions(bytes(row, 2)));
  }

  private static CommitRecord record(int partition, Row row) {
    byte[] key = CommitRecordLayout.key(partition, row.getLong(0));
    return CommitRecordLayout.commit(partition, key, bytes(row, 1));
  }

  private static byte[] bytes(Row row, int column) {
    ByteBuffer value = row.getByteBuffer(column);
    byte[] bytes = new byte[value == null ? 0 : value.remaining()];
    Objects.requireNonNullElseGet(value, () -> ByteBuffer.allocate(0)).get(bytes);
    return bytes;
  }

  /** The hashes of {@code begin} to {@code end}, or of the end of that when not all are known. */
  public Hashes hashes(int partition, long begin, long end) {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    long[] range = {begin, begin};
    if (begin < end) {
      visit(selectHashes, partition, begin, end, row -> {
        CommitRecord record = record(partition, row);
        if (record.beginOffset() > range[1]) {
          // what is missing has expired
          hashes.reset();
          range[0] = record.beginOffset();
        }
        long from = Math.max(begin, record.beginOffset());
        long to = Math.min(end, record.endOffset());
        byte[] some = Arrays.copyOfRange(
            bytes(row, 2),
            (int) (from - record.beginOffset()) * ReceiptIndex.HASH_BYTES,
            (int) (to - record.beginOffset()) * ReceiptIndex.HASH_BYTES);
        hashes.write(some, 0, some.length);
        range[1] = to;
        return to < end;
      });
    }
    return range[1] == end
        ? new Hashes(range[0], hashes.toByteArray())
        : new Hashes(end, new byte[0]);
  }
}
