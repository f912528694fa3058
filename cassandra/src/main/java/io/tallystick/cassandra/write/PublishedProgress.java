package io.tallystick.cassandra.write;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tallystick.cassandra.schema.Progress;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.publish.RowVersionsLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the statements that say how far a bucket or a partition has come. Thread-safe. */
final class PublishedProgress {

  /**
   * What is published of a partition.
   *
   * @param value its report without what is kept elsewhere
   */
  record Published(long epoch, byte[] value) {}

  private final Store store;
  private final PreparedStatement bucketStatement;
  private final PreparedStatement partitionStatement;
  private final PreparedStatement selectStatement;

  PublishedProgress(Store store) {
    this.store = store;
    String table = store.table("progress");
    bucketStatement = store.prepare(
        "UPDATE " + table + " SET epoch = ? WHERE kind = '" + Progress.BUCKET + "' AND id = ?");
    partitionStatement = store.prepare("UPDATE " + table
        + " SET epoch = ?, versions = ? WHERE kind = '" + Progress.PARTITION + "' AND id = ?");
    selectStatement = store.prepare("SELECT epoch, versions FROM " + table + " WHERE kind = '"
        + Progress.PARTITION + "' AND id = ?");
  }

  Statement<?> bucket(int bucket, long epoch) {
    return bucketStatement.bind(epoch, bucket).setQueryTimestamp(RowStatements.timestamp(epoch));
  }

  /**
   * The statement that makes a report visible.
   *
   * @param before what was published of the partition before; null when nothing was
   */
  Statement<?> partition(PartitionReport report, byte[] value, @Nullable Published before) {
    byte[] versions = before == null
        ? RowVersionsLayout.value(report.epoch(), value, 0, new byte[0])
        : RowVersionsLayout.value(report.epoch(), value, before.epoch(), before.value());
    return partitionStatement
        .bind(report.epoch(), ByteBuffer.wrap(versions), report.partition())
        .setQueryTimestamp(RowStatements.timestamp(report.epoch()));
  }

  /** What readers need of a report at once. */
  static byte[] value(PartitionReport report) {
    return PartitionReportLayout.value(new PartitionReport(
        report.state(),
        List.of(),
        List.of(),
        report.deadLetterCounts(),
        report.beginOffset(),
        new byte[0],
        new byte[0],
        new TreeMap<>(report.logPositions()),
        report.committedMillis()));
  }

  /** The statement that reads what is published of a partition. */
  Statement<?> select(int partition) {
    return selectStatement.bind(partition);
  }

  /** What {@link #select} has found. */
  static @Nullable Published published(@Nullable Row row) {
    ByteBuffer versions = row == null ? null : row.getByteBuffer(1);
    if (versions == null) {
      return null;
    }
    byte[] bytes = new byte[versions.remaining()];
    versions.get(bytes);
    RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    reader.read(bytes, 0, bytes.length);
    int begin = reader.offset(reader.epoch());
    byte[] value = java.util.Arrays.copyOfRange(bytes, begin, bytes.length);
    return new Published(reader.epoch(), value);
  }

  /** The latest epoch that anything was published of; 0 when nothing was. */
  long latest() {
    return Progress.read(store).latest();
  }
}
