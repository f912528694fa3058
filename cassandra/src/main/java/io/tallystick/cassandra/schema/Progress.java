package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.publish.RowVersionsLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far everything is published. Immutable.
 *
 * @param epoch that every bucket and partition has published: what readers read at
 * @param latest epoch that anything has published
 * @param reports of the partitions as of {@code epoch}; null where there is none yet
 */
public record Progress(long epoch, long latest, List<@Nullable PartitionReport> reports) {

  /** The kind of the rows of buckets. */
  public static final String BUCKET = "bucket";

  /** The kind of the rows of partitions. */
  public static final String PARTITION = "partition";

  private static final int ATTEMPTS_MAX = 20;

  /** Reads where everything stands now. */
  public static Progress read(Store store) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Progress progress = tryRead(store, Long.MAX_VALUE);
      if (progress != null) {
        return progress;
      }
    }
    throw new IllegalStateException(
        "progress: rows of keyspace " + store.settings().keyspace()
            + " are never of one epoch or the one before (expected: at most one apart); is more than"
            + " one job writing into it?");
  }

  /**
   * Reads where everything stood at {@code epochMax}, or stands now if that has not come.
   *
   * @return null when that is no longer known
   */
  public static @Nullable Progress read(Store store, long epochMax) {
    return tryRead(store, epochMax);
  }

  /** Null when an epoch was published between reading two rows of it. */
  private static @Nullable Progress tryRead(Store store, long epochMax) {
    int partitions = store.settings().partitions();
    int buckets = store.settings().buckets();
    byte[] @Nullable [] versions = new byte[partitions][];
    // partitions after buckets: a row read later is never older
    long[] bucketEpochs = new long[buckets];
    long[] partitionEpochs = new long[partitions];
    for (Row row : select(store, "id, epoch", BUCKET)) {
      set(bucketEpochs, row.getInt(0), row.getLong(1));
    }
    for (Row row : select(store, "id, epoch, versions", PARTITION)) {
      int id = row.getInt(0);
      set(partitionEpochs, id, row.getLong(1));
      ByteBuffer value = row.getByteBuffer(2);
      if (value != null && id < partitions) {
        versions[id] = new byte[value.remaining()];
        value.get(versions[id]);
      }
    }
    long all = Math.min(
        Arrays.stream(bucketEpochs).min().orElse(0),
        Arrays.stream(partitionEpochs).min().orElse(0));
    long latest = Math.max(
        Arrays.stream(bucketEpochs).max().orElse(0),
        Arrays.stream(partitionEpochs).max().orElse(0));
    long epoch = Math.min(all, epochMax);
    @Nullable PartitionReport[] reports = new PartitionReport[partitions];
    RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    for (int partition = 0; partition < partitions; partition++) {
      byte[] bytes = versions[partition];
      if (bytes == null) {
        continue;
      }
      reader.read(bytes, 0, bytes.length);
      if (!reader.knows(epoch)) {
        return null;
      }
      int begin = reader.offset(epoch);
      int length = reader.length(epoch);
      if (length > 0) {
        reports[partition] =
            PartitionReportLayout.report(Arrays.copyOfRange(bytes, begin, begin + length));
      }
    }
    return new Progress(epoch, latest, Arrays.asList(reports));
  }

  private static void set(long[] epochs, int id, long epoch) {
    if (id < epochs.length) {
      epochs[id] = epoch;
    }
  }

  private static Iterable<Row> select(Store store, String columns, String kind) {
    return store
        .session()
        .execute(SimpleStatement.newInstance("SELECT " + columns + " FROM "
                + store.table("progress") + " WHERE kind = '" + kind + "'")
            .setExecutionProfileName(Store.READ));
  }
}
