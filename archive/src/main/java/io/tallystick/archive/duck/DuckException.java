package io.tallystick.archive.duck;

import java.sql.SQLException;

/** DuckDB could not do what it was asked. */
public final class DuckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DuckException(String what, SQLException cause) {
    super("duckdb: " + what + " failed (" + firstLine(cause) + ")", cause);
  }

  private static String firstLine(SQLException cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
