package io.tallystick.flink.total;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows that changed last, so that most changes need no look at state. Single-threaded. */
final class RowCache {

  /** What a row costs besides its bytes, roughly. */
  private static final long ROW_BYTES = 180;

  /**
   * A row.
   *
   * @param epoch that changed it last
   */
  record Row(long epoch, byte[] value) {}

  private final long bytesMax;
  private final LinkedHashMap<RowKey, Row> rows = new LinkedHashMap<>(1024, 0.75f, true);
  private final RowKey probe = RowKey.probe();
  private long bytes;

  RowCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The row; null when it is not here. */
  @Nullable
  Row get(byte[] key, int length) {
    return rows.get(probe.set(key, length));
  }

  void put(RowKey key, Row row) {
    Row before = rows.put(key, row);
    if (before == null) {
      bytes += ROW_BYTES + key.length();
    } else {
      bytes -= before.value.length;
    }
    bytes += row.value.length;
  }

  /** Lets go of rows that were not used for long, until the limit is kept. */
  void trim() {
    Iterator<Map.Entry<RowKey, Row>> oldest = rows.entrySet().iterator();
    while (bytes > bytesMax && oldest.hasNext()) {
      Map.Entry<RowKey, Row> row = oldest.next();
      bytes -= ROW_BYTES + row.getKey().length() + row.getValue().value.length;
      oldest.remove();
    }
  }

  int rows() {
    return rows.size();
  }

  long bytes() {
    return bytes;
  }
}
