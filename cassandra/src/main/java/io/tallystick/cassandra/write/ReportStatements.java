package io.tallystick.cassandra.write;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tallystick.cassandra.schema.ReceiptBlockLayout;
import io.tallystick.cassandra.schema.Slices;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.CommitRecordLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes the statements that write what an epoch decided in one partition. Thread-safe. */
final class ReportStatements {

  private final PreparedStatement hour;
  private final PreparedStatement letterOpened;
  private final PreparedStatement letterClosed;
  private final PreparedStatement letterBoth;
  private final PreparedStatement slice;
  private final PreparedStatement commit;
  private final PreparedStatement receipts;
  private final int receiptSeconds;

  ReportStatements(Store store) {
    hour = store.prepare("INSERT INTO " + store.table("ledger_hours")
        + " (partition, hour, tally) VALUES (?, ?, ?)");
    String letters = store.table("dead_letters");
    letterOpened = store.prepare("INSERT INTO " + letters
        + " (partition, slice, position, letter, opened_epoch) VALUES (?, ?, ?, ?, ?)");
    letterClosed = store.prepare("INSERT INTO " + letters
        + " (partition, slice, position, letter, closed_epoch) VALUES (?, ?, ?, ?, ?)");
    letterBoth = store.prepare(
        "INSERT INTO " + letters + " (partition, slice, position, letter, closed_epoch,"
            + " opened_epoch) VALUES (?, ?, ?, ?, ?, ?)");
    slice = store.prepare(
        "INSERT INTO " + store.table("dead_letter_slices") + " (partition, slice) VALUES (?, ?)");
    commit = store.prepare("INSERT INTO " + store.table("commits")
        + " (partition, slice, end_offset, decided, positions, identities)"
        + " VALUES (?, ?, ?, ?, ?, ?) USING TTL ?");
    receipts = store.prepare("INSERT INTO " + store.table("receipts")
        + " (partition, chunk, hash_group, begin_offset, places)"
        + " VALUES (?, ?, ?, ?, ?) USING TTL ?");
    receiptSeconds = (int) Math.min(
        RowStatements.TTL_SECONDS_MAX, store.settings().timeToLive().receipts().toSeconds());
  }

  /** Everything but the progress. Nothing when nothing happened. */
  List<Statement<?>> of(PartitionReport report) {
    List<Statement<?>> statements = new ArrayList<>();
    int partition = report.partition();
    long timestamp = RowStatements.timestamp(report.epoch());
    for (DeadLetter letter : report.deadLetters()) {
      statements.add(letter(report, letter).setQueryTimestamp(timestamp));
      statements.add(
          slice.bind(partition, Slices.ofDeadLetter(letter.offset())).setQueryTimestamp(timestamp));
    }
    if (report.endOffset() == report.beginOffset()) {
      return statements;
    }
    for (HourTally each : report.hours()) {
      if (each.tally().total() > 0) {
        statements.add(
            hour.bind(partition, each.hour(), ByteBuffer.wrap(HourTallyLayout.value(each)))
                .setQueryTimestamp(timestamp));
      }
    }
    CommitRecord record = new CommitRecord(
        partition,
        report.beginOffset(),
        report.endOffset(),
        report.committedMillis(),
        report.fates());
    statements.add(commit
        .bind(
            partition,
            Slices.ofCommit(report.endOffset()),
            report.endOffset(),
            ByteBuffer.wrap(CommitRecordLayout.value(record)),
            ByteBuffer.wrap(PartitionReportLayout.positions(report.logPositions())),
            ByteBuffer.wrap(report.identityHashes()),
            receiptSeconds)
        .setQueryTimestamp(timestamp));
    return statements;
  }

  private Statement<?> letter(PartitionReport report, DeadLetter letter) {
    ByteBuffer value = ByteBuffer.wrap(DeadLetterLayout.value(letter));
    int partition = report.partition();
    long at = letter.offset();
    boolean isNew = at >= report.beginOffset();
    if (letter.closing() == null) {
      return letterOpened.bind(partition, Slices.ofDeadLetter(at), at, value, report.epoch());
    }
    return isNew
        ? letterBoth.bind(
            partition, Slices.ofDeadLetter(at), at, value, report.epoch(), report.epoch())
        : letterClosed.bind(partition, Slices.ofDeadLetter(at), at, value, report.epoch());
  }

  /** The receipts of one block. */
  List<Statement<?>> block(
      int partition, long epoch, long blockBegin, byte[] hashes, int firstPosition) {
    List<Statement<?>> statements = new ArrayList<>();
    byte[][] values = ReceiptBlockLayout.values(hashes, firstPosition);
    for (int group = 0; group < values.length; group++) {
      if (values[group].length > 0) {
        statements.add(receipts
            .bind(
                partition,
                ReceiptBlockLayout.chunk(blockBegin),
                group,
                blockBegin,
                ByteBuffer.wrap(values[group]),
                receiptSeconds)
            .setQueryTimestamp(RowStatements.timestamp(epoch)));
      }
    }
    return statements;
  }
}
