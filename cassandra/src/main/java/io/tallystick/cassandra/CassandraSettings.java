package io.tallystick.cassandra;

import io.tallystick.configuration.CassandraConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is and how it is used. Travels to the tasks of a job, with the login.
 *
 * @param contactPoints nodes to ask first, {@code host:port}; they tell the others
 * @param localDatacenter the datacenter whose nodes are asked
 * @param keyspace created when it is missing
 * @param replication how many copies a created keyspace keeps, and where
 * @param consistency how many copies a write and a read wait for
 * @param partitions how many partitions events are spread over; fixed for a keyspace
 * @param buckets how many buckets rows are spread over; fixed for a keyspace
 * @param timeToLive how long rows are kept
 * @param login who to be; null: nobody
 * @param writesInFlightMax writes that may wait for an answer at a time
 */
public record CassandraSettings(
    List<String> contactPoints,
    String localDatacenter,
    String keyspace,
    Replication replication,
    Consistency consistency,
    int partitions,
    int buckets,
    TimeToLive timeToLive,
    @Nullable Login login,
    int writesInFlightMax)
    implements Serializable {

  /** Bytes of one batch, about: far below what a node refuses. */
  public static final int BATCH_BYTES_MAX = 64 << 10;

  /** A user and the password; never shown. */
  public record Login(String user, String password) implements Serializable {

    @Override
    public String toString() {
      return user + ":***";
    }
  }

  public CassandraSettings {
    contactPoints = List.copyOf(contactPoints);
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("contactPoints: none (expected: at least 1)");
    }
    if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
      throw new IllegalArgumentException("keyspace: " + keyspace
          + " (expected: a letter, then letters, digits and _, lower case, at most 48)");
    }
    if (partitions < 1 || buckets < 1 || writesInFlightMax < 1) {
      throw new IllegalArgumentException("partitions, buckets, writesInFlightMax: " + partitions
          + ", " + buckets + ", " + writesInFlightMax + " (expected: at least 1)");
    }
  }

  /** What the configuration says. */
  public static CassandraSettings of(NodeConfiguration configuration) {
    CassandraConfiguration cassandra = configuration.cassandra();
    return new CassandraSettings(
        List.of(cassandra.contactPoints().split(",", -1)),
        cassandra.localDatacenter(),
        cassandra.keyspace(),
        Replication.parse(cassandra.replication()),
        Consistency.parse(cassandra.consistency()),
        configuration.processing().clusterPartitions(),
        cassandra.buckets(),
        new TimeToLive(
            cassandra.minuteRetention(),
            cassandra.hourRetention(),
            cassandra.dayRetention(),
            cassandra.receiptRetention()),
        cassandra
            .credentials()
            .map(login ->
                new Login(login.getOrDefault("user", ""), login.getOrDefault("password", "")))
            .orElse(null),
        cassandra.writesInFlightMax());
  }
}
