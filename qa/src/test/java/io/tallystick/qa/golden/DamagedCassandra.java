package io.tallystick.qa.golden;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/** Damages rows of a cluster behind its back. Stateless. */
final class DamagedCassandra {

  private static final String KEYSPACE = "tallystick";
  private static final String KEY =
      " WHERE level = ? AND parent = ? AND prefix = ? AND bucket = ? AND series = ?";
  private static final int EVERY = 7;

  /** The driver gives up after two seconds, which a busy machine may need. */
  private static final DriverConfigLoader PATIENT = DriverConfigLoader.programmaticBuilder()
      .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(1))
      .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofMinutes(1))
      .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofMinutes(1))
      .withDuration(DefaultDriverOption.CONNECTION_SET_KEYSPACE_TIMEOUT, Duration.ofMinutes(1))
      .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofMinutes(1))
      // each says what a row becomes, at which time
      .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
      .build();

  private DamagedCassandra() {}

  /** Deletes, changes or makes unreadable one row of seven; returns how many. */
  static int damage(String contactPoints, String datacenter) {
    String first = contactPoints.split(",", -1)[0];
    int colon = first.lastIndexOf(':');
    int damaged = 0;
    try (CqlSession session = CqlSession.builder()
        .addContactPoint(new InetSocketAddress(
            first.substring(0, colon), Integer.parseInt(first.substring(colon + 1))))
        .withLocalDatacenter(datacenter)
        .withKeyspace(KEYSPACE)
        .withConfigLoader(PATIENT)
        .build()) {
      var delete = session.prepare("DELETE FROM rollups USING TIMESTAMP ?" + KEY);
      var update = session.prepare("UPDATE rollups USING TIMESTAMP ? SET versions = ?" + KEY);
      int seen = 0;
      for (Row row : session.execute("SELECT level, parent, prefix, bucket, series, versions,"
          + " writetime(versions) FROM rollups")) {
        if (seen++ % EVERY != 0 || isCanary(row)) {
          continue;
        }
        long time = row.getLong(6) + 1;
        if (damaged % 3 == 0) {
          session.execute(delete.bind(
              time,
              row.getByte(0),
              row.getInt(1),
              row.getByteBuffer(2),
              row.getInt(3),
              row.getByteBuffer(4)));
        } else {
          ByteBuffer versions = damaged % 3 == 1 ? changed(row) : ByteBuffer.wrap(new byte[] {-1});
          session.execute(update.bind(
              time,
              versions,
              row.getByte(0),
              row.getInt(1),
              row.getByteBuffer(2),
              row.getInt(3),
              row.getByteBuffer(4)));
        }
        damaged++;
      }
    }
    return damaged;
  }

  /** Rows that change every second put themselves right. */
  private static boolean isCanary(Row row) {
    String text = java.nio.charset.StandardCharsets.ISO_8859_1
        .decode(Objects.requireNonNull(row.getByteBuffer(2)))
        .toString();
    return text.contains("tallystick");
  }

  /** Another value, by its last byte. */
  private static ByteBuffer changed(Row row) {
    ByteBuffer versions = Objects.requireNonNull(row.getByteBuffer(5));
    byte[] bytes = new byte[versions.remaining()];
    versions.get(bytes);
    bytes[bytes.length - 1] ^= 1;
    return ByteBuffer.wrap(bytes);
  }
}
