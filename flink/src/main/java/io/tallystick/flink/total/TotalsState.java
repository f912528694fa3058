package io.tallystick.flink.total;

import io.tallystick.core.publish.BucketRows;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a checkpoint has of totals; version {@value #VERSION}, all big endian.
 *
 * <pre>
 * keyed state "rows": by the key of RollupRowLayout without its partition
 * row       | i64 epoch that changed it last | value: see RollupRowLayout |
 *
 * of each key group
 * group     | u8 version | i32 buckets of the cluster | i32 count | count × part |
 * part      | i32 length | rows that are to be published: see BucketRowsLayout |
 * </pre>
 */
final class TotalsState {

  static final int VERSION = 1;

  private static final int EPOCH_BYTES = 8;

  private TotalsState() {}

  static byte[] row(RowCache.Row row) {
    byte[] value = row.value();
    return ByteBuffer.allocate(EPOCH_BYTES + value.length)
        .putLong(row.epoch())
        .put(value)
        .array();
  }

  static RowCache.Row row(byte[] stored) {
    return new RowCache.Row(
        ByteBuffer.wrap(stored).getLong(), Arrays.copyOfRange(stored, EPOCH_BYTES, stored.length));
  }

  static void write(OutputStream target, int clusterBuckets, List<BucketRows> parts)
      throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeByte(VERSION);
    out.writeInt(clusterBuckets);
    out.writeInt(parts.size());
    for (BucketRows part : parts) {
      byte[] bytes = part.toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    out.flush();
  }

  static List<BucketRows> read(InputStream source, int clusterBuckets) throws IOException {
    DataInputStream in = new DataInputStream(source);
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IllegalStateException("state of totals: version " + version + " (expected: "
          + VERSION + ", of a job that is not newer than this one)");
    }
    int known = in.readInt();
    if (known != clusterBuckets) {
      throw new IllegalStateException("cassandra.buckets: " + clusterBuckets + " (expected: "
          + known + ", which the restored state was counted with)");
    }
    int count = in.readInt();
    List<BucketRows> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      parts.add(BucketRows.of(bytes));
    }
    return parts;
  }
}
