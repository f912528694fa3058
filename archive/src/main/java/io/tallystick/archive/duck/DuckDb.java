package io.tallystick.archive.duck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * One DuckDB in memory; what it holds is gone when it is closed. Used by one thread, except for
 * {@link #cancel}.
 */
public final class DuckDb implements AutoCloseable {

  /** Takes one row of an answer. */
  public interface RowReader {
    void row(ResultSet row) throws SQLException;
  }

  private final DuckDBConnection connection;
  private volatile @Nullable Statement running;
  private volatile boolean cancelled;

  private DuckDb(DuckDBConnection connection) {
    this.connection = connection;
  }

  /** Opens an empty one. The first in a process takes half a second to load native code. */
  public static DuckDb open(DuckSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("memory_limit", settings.memoryBytes() / 1024 + "KiB");
    properties.setProperty(
        "temp_directory", settings.temporary().toAbsolutePath().toString());
    // nothing is fetched from anywhere: Parquet is built in
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    try {
      Files.createDirectories(settings.temporary());
      // what does not fit in memory must not fill the disk either
      long usable = Files.getFileStore(settings.temporary()).getUsableSpace();
      properties.setProperty("max_temp_directory_size", usable / 2 / 1024 + "KiB");
      DuckDb duckDb =
          new DuckDb((DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties));
      duckDb.execute("SET TimeZone = 'UTC'", "SET enable_progress_bar = false");
      return duckDb;
    } catch (SQLException e) {
      throw new DuckException("start", e);
    } catch (IOException e) {
      throw new UncheckedIOException("duckdb: " + settings.temporary() + " cannot be used", e);
    }
  }

  private Statement begin() throws SQLException {
    if (cancelled) {
      throw new SQLException("cancelled");
    }
    Statement statement = connection.createStatement();
    running = statement;
    return statement;
  }

  /** Ends what is running, and everything after it, with an exception. Called by any thread. */
  public void cancel() {
    cancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // it has just ended
        return;
      }
    }
  }

  /** Runs statements one after the other. */
  public void execute(String... statements) {
    for (String sql : statements) {
      try (Statement statement = begin()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new DuckException(shortened(sql), e);
      }
    }
  }

  /** The rows of an answer, streamed. */
  public void query(String sql, RowReader reader) {
    try (Statement statement = begin();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.row(rows);
      }
    } catch (SQLException e) {
      throw new DuckException(shortened(sql), e);
    }
  }

  /** The one number that is answered; null counts as 0. */
  public long number(String sql) {
    long[] number = new long[1];
    query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  /** Appends rows to a table, fast; they are there when the appender is closed. */
  public DuckDBAppender appender(String table) {
    try {
      return connection.createAppender(table);
    } catch (SQLException e) {
      throw new DuckException("append to " + table, e);
    }
  }

  /** A text as SQL writes it. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A path as SQL writes it. */
  public static String quoted(Path path) {
    return quoted(path.toAbsolutePath().toString());
  }

  private static String shortened(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new DuckException("close", e);
    }
  }
}
