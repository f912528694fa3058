package io.tallystick.cassandra.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.internal.core.connection.ExponentialReconnectionPolicy;
import com.datastax.oss.driver.internal.core.specex.ConstantSpeculativeExecutionPolicy;
import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.core.rollup.RollupRowLayout;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A keyspace that is open: connected, of the newest schema, and made for these settings. */
public final class Store implements AutoCloseable {

  /** The profile of reads that may be asked of a second and third node when the first is slow. */
  public static final String READ = "read";

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SECOND_NODE_AFTER = Duration.ofMillis(150);
  private static final int NODES_ASKED_MAX = 3;

  private final CqlSession session;
  private final CassandraSettings settings;

  private Store(CqlSession session, CassandraSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  /**
   * Connects, creates the keyspace or brings it to the newest schema, and checks what is fixed.
   *
   * @throws IllegalStateException when the keyspace was made for other settings
   * @throws com.datastax.oss.driver.api.core.DriverException when no node answers
   */
  public static Store open(CassandraSettings settings) {
    CqlSession session = connect(settings);
    try {
      new Migrations(session, settings, Schema.MIGRATIONS).run();
      Store store = new Store(session, settings);
      store.checkMeta();
      return store;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  static CqlSession connect(CassandraSettings settings) {
    CqlSessionBuilder builder = CqlSession.builder()
        .withConfigLoader(configuration(settings))
        .withClassLoader(Store.class.getClassLoader())
        .withLocalDatacenter(settings.localDatacenter());
    CassandraSettings.Login login = settings.login();
    if (login != null) {
      builder.withAuthCredentials(login.user(), login.password());
    }
    return builder.build();
  }

  private static DriverConfigLoader configuration(CassandraSettings settings) {
    return DriverConfigLoader.programmaticBuilder(Store.class.getClassLoader())
        .withString(DefaultDriverOption.SESSION_NAME, "tallystick")
        .withStringList(DefaultDriverOption.CONTACT_POINTS, settings.contactPoints())
        .withString(
            DefaultDriverOption.REQUEST_CONSISTENCY, settings.consistency().name())
        // every statement here says what is, never what to add: to repeat one does no harm
        .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, WRITE_TIMEOUT)
        .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(3))
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(5))
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
        .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, 2048)
        // a node that hangs is found out by its silence
        .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(5))
        .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3))
        .withClass(
            DefaultDriverOption.RECONNECTION_POLICY_CLASS, ExponentialReconnectionPolicy.class)
        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
        .withStringList(
            DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
        // otherwise each change of the schema takes a second
        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(20))
        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
        .startProfile(READ)
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, READ_TIMEOUT)
        .withClass(
            DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
            ConstantSpeculativeExecutionPolicy.class)
        .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, NODES_ASKED_MAX)
        .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, SECOND_NODE_AFTER)
        .endProfile()
        .build();
  }

  /** Writes what is fixed if nobody has, and compares it with what is there. */
  private void checkMeta() {
    Map<String, Integer> fixed = new LinkedHashMap<>();
    fixed.put("processing.partitions", settings.partitions());
    fixed.put("cassandra.buckets", settings.buckets());
    fixed.put("row-layout", RollupRowLayout.VERSION);
    fixed.put("row-versions-layout", RowVersionsLayout.VERSION);
    fixed.put("partition-state-layout", PartitionStateLayout.VERSION);
    fixed.put("partition-report-layout", PartitionReportLayout.VERSION);
    fixed.forEach(this::check);
  }

  private void check(String name, int value) {
    SimpleStatement statement = SimpleStatement.newInstance(
        "INSERT INTO " + table("meta") + " (name, value) VALUES (?, ?) IF NOT EXISTS",
        name,
        Integer.toString(value));
    ResultSet written = Retries.untilAnswered(Retries.OPENING, () -> session.execute(statement));
    boolean applied = written.wasApplied();
    Row row = written.one();
    if (applied || row == null) {
      return;
    }
    String stored = row.getString("value");
    if (!Integer.toString(value).equals(stored)) {
      throw new IllegalStateException(name + ": " + value + " (expected: " + stored
          + ", which keyspace " + settings.keyspace()
          + " was created with; it cannot be changed later)");
    }
  }

  /** The connection. Thread-safe. */
  public CqlSession session() {
    return session;
  }

  public CassandraSettings settings() {
    return settings;
  }

  /** Prepares a statement; tries again for as long as when the keyspace is opened. */
  public PreparedStatement prepare(String statement) {
    return Retries.untilAnswered(Retries.OPENING, () -> session.prepare(statement));
  }

  /** A table with its keyspace. */
  public String table(String name) {
    return settings.keyspace() + "." + name;
  }

  @Override
  public void close() {
    session.close();
  }
}
