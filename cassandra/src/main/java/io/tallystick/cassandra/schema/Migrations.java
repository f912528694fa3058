package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.core.node.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a keyspace to the newest schema, also when several processes start at once. */
final class Migrations {

  /*
   * Cassandra does not order schema changes of different processes: two that create one table at
   * the same time can end with two halves of a table. So one process changes the schema at a time;
   * the row of version 0 is the lock, taken and given back by compare-and-set. It expires, so that
   * a process that dies holding it does not keep the others out for ever. The table of the lock
   * itself is created without a lock, with an id that follows from its name, so that all
   * creations of it are the same.
   *
   * Many who want the lock at once can keep each other from an answer until Cassandra gives up;
   * whether the row was written is not known then. So each statement is tried again, and whose the
   * lock is is read from its row.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(Migrations.class);

  private static final int LOCK = 0;
  private static final Duration LOCK_LASTS = Duration.ofSeconds(60);
  private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 200;
  private static final int POLLS_MAX = 900;

  private final CqlSession session;
  private final CassandraSettings settings;
  private final List<List<String>> migrations;
  private final String owner = UUID.randomUUID().toString();

  Migrations(CqlSession session, CassandraSettings settings, List<List<String>> migrations) {
    this.session = session;
    this.settings = settings;
    this.migrations = migrations;
  }

  /**
   * Creates what is missing.
   *
   * @throws IllegalStateException when the keyspace is of a later version, or cannot be brought to
   *     this one
   */
  void run() {
    change("CREATE KEYSPACE IF NOT EXISTS " + settings.keyspace() + " WITH replication = "
        + settings.replication().toCql());
    change("CREATE TABLE IF NOT EXISTS " + versions()
        + " (singleton int, version int, owner text, PRIMARY KEY (singleton, version)) WITH id = "
        + UUID.nameUUIDFromBytes(versions().getBytes(StandardCharsets.UTF_8)));
    for (int poll = 0; poll < POLLS_MAX; poll++) {
      if (version() == migrations.size()) {
        return;
      }
      if (lock()) {
        try {
          migrate();
        } finally {
          unlock();
        }
        return;
      }
      sleep();
    }
    throw new IllegalStateException("schema_versions: the lock of keyspace " + settings.keyspace()
        + " was held by others all the time (expected: at most "
        + POLLS_MAX * POLL_MILLIS / 1000 + " s); look for a process that starts again and again");
  }

  private void migrate() {
    for (int version = version() + 1; version <= migrations.size(); version++) {
      LOGGER.info(
          "{}",
          Notice.of(
                  "schema-migrated",
                  "schema: keyspace " + settings.keyspace() + " goes to version " + version)
              .with("keyspace", settings.keyspace())
              .with("version", version));
      for (String statement : migrations.get(version - 1)) {
        renewLock();
        change(statement.replace(
            "CREATE TABLE IF NOT EXISTS ",
            "CREATE TABLE IF NOT EXISTS " + settings.keyspace() + "."));
      }
      renewLock();
      execute("INSERT INTO " + versions() + " (singleton, version, owner) VALUES (0, " + version
          + ", '" + owner + "') IF NOT EXISTS");
    }
  }

  /** The version that the keyspace has; 0 before the first migration. */
  private int version() {
    int version = LOCK;
    for (Row row : execute("SELECT version FROM " + versions() + " WHERE singleton = 0")) {
      version = Math.max(version, row.getInt(0));
    }
    if (version > migrations.size()) {
      throw new IllegalStateException("schema_versions: keyspace " + settings.keyspace()
          + " has version " + version + " (expected: at most " + migrations.size()
          + ", which this release knows); start the release that was used last, or a later one");
    }
    return version;
  }

  private boolean lock() {
    return Retries.owns(
        execute("INSERT INTO " + versions() + " (singleton, version, owner) VALUES (0, " + LOCK
            + ", '" + owner + "') IF NOT EXISTS USING TTL " + LOCK_LASTS.toSeconds()),
        owner);
  }

  /** Before each change, so that the lock lasts however slow Cassandra is. */
  private void renewLock() {
    boolean held = execute("UPDATE " + versions() + " USING TTL " + LOCK_LASTS.toSeconds()
            + " SET owner = '" + owner + "' WHERE singleton = 0 AND version = " + LOCK
            + " IF owner = '" + owner + "'")
        .wasApplied();
    if (!held) {
      throw new IllegalStateException("schema_versions: the lock of keyspace "
          + settings.keyspace() + " was lost (expected: no change takes longer than "
          + LOCK_LASTS.toSeconds() + " s); start again, what is done is not done twice");
    }
  }

  private void unlock() {
    execute("DELETE FROM " + versions() + " WHERE singleton = 0 AND version = " + LOCK
        + " IF owner = '" + owner + "'");
  }

  private String versions() {
    return settings.keyspace() + ".schema_versions";
  }

  private void change(String statement) {
    ResultSet done = execute(statement);
    for (int poll = 0; poll < POLLS_MAX; poll++) {
      if (done.getExecutionInfo().isSchemaInAgreement() || session.checkSchemaAgreement()) {
        return;
      }
      sleep();
    }
    throw new IllegalStateException("schema: the nodes did not agree after \"" + statement
        + "\" (expected: all that are up have the same schema); see nodetool describecluster");
  }

  private ResultSet execute(String statement) {
    return Retries.untilAnswered(
        Retries.OPENING,
        () -> session.execute(SimpleStatement.newInstance(statement).setTimeout(DDL_TIMEOUT)));
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("schema: interrupted while waiting for other processes", e);
    }
  }
}
