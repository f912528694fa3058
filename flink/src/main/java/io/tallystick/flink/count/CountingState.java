package io.tallystick.flink.count;

import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint has of the partitions of one key group, besides identities and open dead
 * letters; version {@value #VERSION}, all big endian.
 *
 * <pre>
 * group     | u8 version | i32 partitions of the cluster | i32 count | count × partition |
 * partition | i64 last arrival | i32 length | report: see PartitionReportLayout |
 * </pre>
 *
 * <p>The report is the last one that was frozen: it is published again after a restore, and has
 * all that counting goes on from.
 */
final class CountingState {

  static final int VERSION = 1;

  /** One partition. */
  record Partition(long arrivalMillis, PartitionReport report) {}

  private CountingState() {}

  static void write(OutputStream target, int clusterPartitions, List<Partition> partitions)
      throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeByte(VERSION);
    out.writeInt(clusterPartitions);
    out.writeInt(partitions.size());
    for (Partition partition : partitions) {
      byte[] report = PartitionReportLayout.value(partition.report());
      out.writeLong(partition.arrivalMillis());
      out.writeInt(report.length);
      out.write(report);
    }
    out.flush();
  }

  static List<Partition> read(InputStream source, int clusterPartitions) throws IOException {
    DataInputStream in = new DataInputStream(source);
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IllegalStateException("state of counting: version " + version + " (expected: "
          + VERSION + ", of a job that is not newer than this one)");
    }
    int known = in.readInt();
    if (known != clusterPartitions) {
      throw new IllegalStateException("processing.partitions: " + clusterPartitions + " (expected: "
          + known + ", which the restored state was counted with)");
    }
    int count = in.readInt();
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long arrivalMillis = in.readLong();
      byte[] report = new byte[in.readInt()];
      in.readFully(report);
      partitions.add(new Partition(arrivalMillis, PartitionReportLayout.report(report)));
    }
    return partitions;
  }
}
