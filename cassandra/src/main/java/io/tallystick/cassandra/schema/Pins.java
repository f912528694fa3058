package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The epoch that somebody needs for longer than the next two. While it is pinned, whoever replaces
 * the value that a row had then keeps it beside the others:
 *
 * <pre>
 * pinned | i64 epoch | value; empty when there was no row |    big endian
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Pins {

  /*
   * A writer asks what is pinned before it writes the first row of an epoch, which it does when the
   * epoch before is visible everywhere. So a pin that is written while its own epoch is not visible
   * yet is known to all who could replace a value of it.
   */

  /** The epoch when none is pinned. */
  public static final long NONE = 0;

  /** How long a pin lasts when it is not renewed. */
  static final Duration LASTS = Duration.ofSeconds(120);

  /** So that a pin that was just written lasts until it is renewed. */
  private static final Duration TRIED_FOR = Duration.ofSeconds(20);

  private final Store store;
  private final PreparedStatement select;

  public Pins(Store store) {
    this.store = store;
    select = store.prepare("SELECT epoch FROM " + store.table("pins") + " WHERE singleton = 0");
  }

  /** Asks what is pinned. */
  public Statement<?> select() {
    return select.bind();
  }

  /** What {@link #select} has found. */
  public static long epoch(@Nullable Row row) {
    return row == null || row.isNull(0) ? NONE : row.getLong(0);
  }

  /** The bytes of a value that is kept. */
  public static ByteBuffer value(long epoch, byte[] bytes, int offset, int length) {
    return ByteBuffer.allocate(Long.BYTES + length)
        .putLong(epoch)
        .put(bytes, offset, length)
        .flip();
  }

  /** A name that nobody else has. */
  public static String owner() {
    return UUID.randomUUID().toString();
  }

  /** Pins an epoch; false when somebody else has pinned one. */
  public boolean pin(long epoch, String owner) {
    return Retries.owns(
        execute(
            "INSERT INTO " + store.table("pins")
                + " (singleton, epoch, owner) VALUES (0, ?, ?) IF NOT EXISTS USING TTL "
                + LASTS.toSeconds(),
            epoch,
            owner),
        owner);
  }

  /** Keeps the pin of {@code owner}, perhaps at another epoch; false when it is gone. */
  public boolean renew(long epoch, String owner) {
    return execute(
            "UPDATE " + store.table("pins") + " USING TTL " + LASTS.toSeconds()
                + " SET epoch = ?, owner = ? WHERE singleton = 0 IF owner = ?",
            epoch,
            owner,
            owner)
        .wasApplied();
  }

  /** Gives the pin of {@code owner} up. */
  public void unpin(String owner) {
    execute("DELETE FROM " + store.table("pins") + " WHERE singleton = 0 IF owner = ?", owner);
  }

  private ResultSet execute(String statement, Object... values) {
    return Retries.untilAnswered(
        TRIED_FOR, () -> store.session().execute(SimpleStatement.newInstance(statement, values)));
  }
}
