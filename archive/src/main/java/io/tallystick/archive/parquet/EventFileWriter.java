package io.tallystick.archive.parquet;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.duck.DuckException;
import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.core.log.EventLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** Writes events as Parquet files, one after the other. Used by one thread. */
public final class EventFileWriter implements AutoCloseable {

  /*
   * The rows of a file are in memory until it is written, and once more when those of a row group
   * are compressed. So a file ends after so many events, or after so much text: what is needed for
   * events of four kilobytes is what is needed for the usual ones. With little memory files and
   * row groups are smaller; what does not fit even so would move to the temporary folder.
   */

  private static final int EVENTS_MAX = 500_000;
  private static final long TEXT_BYTES_MAX = 48L << 20;

  /** Rows that are compressed together and that a reader can skip together. */
  private static final int ROW_GROUP_ROWS = 122_880;

  /** Memory from which on files and row groups have their full size. */
  private static final long FULL_FILE_MEMORY_BYTES = 128L << 20;

  private static final long FULL_ROW_GROUP_MEMORY_BYTES = 256L << 20;

  private final DuckDb duckDb;
  private final long eventsMax;
  private final long textBytesMax;
  private final long rowGroupRows;
  private final EventColumns columns = new EventColumns();
  private @Nullable DuckDBAppender appender;
  private long rows;
  private long textBytes;

  /** Starts DuckDB for it. */
  public EventFileWriter(DuckSettings settings) {
    eventsMax = eventsMax(settings);
    textBytesMax = part(TEXT_BYTES_MAX, settings.memoryBytes(), FULL_FILE_MEMORY_BYTES);
    rowGroupRows = part(ROW_GROUP_ROWS, settings.memoryBytes(), FULL_ROW_GROUP_MEMORY_BYTES);
    duckDb = DuckDb.open(settings);
    duckDb.execute(EventColumns.staged());
  }

  /** Events of a full file. */
  static long eventsMax(DuckSettings settings) {
    return part(EVENTS_MAX, settings.memoryBytes(), FULL_FILE_MEMORY_BYTES);
  }

  private static long part(long whole, long memoryBytes, long memoryBytesOfWhole) {
    return memoryBytes >= memoryBytesOfWhole ? whole : whole * memoryBytes / memoryBytesOfWhole;
  }

  /**
   * Adds the events of one entry to the next file.
   *
   * @param fates numbers of {@link io.tallystick.core.ledger.Fate}, one for each event
   */
  public void add(int partition, EventLog.Entry entry, byte[] fates) {
    if (appender == null) {
      appender = duckDb.appender("staged");
    }
    try {
      textBytes += columns.append(appender, partition, entry, fates);
    } catch (SQLException e) {
      throw new DuckException("append of events", e);
    }
    rows += entry.count();
  }

  /** Events that were added since the last file. */
  public long rows() {
    return rows;
  }

  /** Whether the next file has what fits into one; it still takes an entry. */
  public boolean isFull() {
    return rows >= eventsMax || textBytes >= textBytesMax;
  }

  /** Writes the file with all that was added, synced to disk, and begins the next one. */
  public void write(Path file) {
    closeAppender();
    duckDb.execute(
        "COPY (" + EventColumns.selected() + ") TO " + DuckDb.quoted(file)
            + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + rowGroupRows + ")",
        EventColumns.staged());
    rows = 0;
    textBytes = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException("archive: sync of " + file + " failed", e);
    }
  }

  private void closeAppender() {
    DuckDBAppender open = appender;
    appender = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        throw new DuckException("append of events", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      closeAppender();
    } finally {
      duckDb.close();
    }
  }
}
