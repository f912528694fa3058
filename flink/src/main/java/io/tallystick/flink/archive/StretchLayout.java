package io.tallystick.flink.archive;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a {@link Stretch} in the state of the job; version {@value #VERSION}, all big endian.
 *
 * <pre>
 * stretch | u8 version | i32 partition | i64 begin | i32 events | i64 first arrival | i64 last arrival |
 *         | i32 runs | runs × run | i32 length | arrivals | i32 length | fates |
 * run     | i32 topic partition | i64 begin | i64 end |
 * </pre>
 */
final class StretchLayout {

  static final int VERSION = 1;

  private static final int FIXED = 1 + 4 + 8 + 4 + 8 + 8 + 4 + 4 + 4;
  private static final int RUN = 4 + 8 + 8;

  private StretchLayout() {}

  static byte[] write(Stretch stretch) {
    ByteBuffer out = ByteBuffer.allocate(
        FIXED + RUN * stretch.runs().size() + stretch.arrivals().length + stretch.fates().length);
    out.put((byte) VERSION)
        .putInt(stretch.partition())
        .putLong(stretch.begin())
        .putInt(stretch.events())
        .putLong(stretch.arrivalFirst())
        .putLong(stretch.arrivalLast())
        .putInt(stretch.runs().size());
    for (Stretch.Run run : stretch.runs()) {
      out.putInt(run.topicPartition()).putLong(run.begin()).putLong(run.end());
    }
    out.putInt(stretch.arrivals().length).put(stretch.arrivals());
    out.putInt(stretch.fates().length).put(stretch.fates());
    return out.array();
  }

  static Stretch read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("state of the archive: version " + version + " (expected: "
          + VERSION + ", of a job that is not newer than this one)");
    }
    int partition = in.getInt();
    long begin = in.getLong();
    int events = in.getInt();
    long arrivalFirst = in.getLong();
    long arrivalLast = in.getLong();
    int count = in.getInt();
    List<Stretch.Run> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      runs.add(new Stretch.Run(in.getInt(), in.getLong(), in.getLong()));
    }
    return new Stretch(
        partition, begin, events, arrivalFirst, arrivalLast, runs, bytes(in), bytes(in));
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }
}
