package io.tallystick.embedded.log;

import io.tallystick.core.log.EventLog;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one partition that were appended last, on their way from the thread that writes
 * the log to the one that counts. Thread-safe.
 */
final class RecentEntries {

  /*
   * A partition that keeps up reads each entry within milliseconds after it was written, and need
   * not ask the database for it, nor hash its ids again. One that falls behind leaves them here until
   * there is no room; it gets the entries in between from the database then.
   */

  private final long bytesMax;
  private final ArrayDeque<EventLog.Entry> entries = new ArrayDeque<>();
  private long bytes;

  RecentEntries(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Adds what has become durable at {@code offset}, if there is room. */
  synchronized void add(long offset, EventLog.Append append, long arrivalMillis) {
    if (bytes + append.bytes() <= bytesMax) {
      bytes += append.bytes();
      entries.add(new EventLog.Entry(
          offset, append.count(), arrivalMillis, append.batch(), append.identities()));
    }
  }

  /** The entry at {@code offset}, or null when it is not here; forgets it and those before. */
  synchronized EventLog.@Nullable Entry take(long offset) {
    EventLog.Entry first = entries.peek();
    while (first != null && first.offset() <= offset) {
      entries.remove();
      bytes -= bytes(first);
      if (first.offset() == offset) {
        return first;
      }
      first = entries.peek();
    }
    return null;
  }

  private static long bytes(EventLog.Entry entry) {
    long[] identities = entry.identities();
    return entry.batch().length + (identities == null ? 0L : (long) Long.BYTES * identities.length);
  }
}
