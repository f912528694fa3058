package io.tallystick.cassandra;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is and how it is used.
 *
 * @param contactPoints nodes to ask first; they tell the others
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
    List<InetSocketAddress> contactPoints,
    String localDatacenter,
    String keyspace,
    Replication replication,
    Consistency consistency,
    int partitions,
    int buckets,
    TimeToLive timeToLive,
    @Nullable Login login,
    int writesInFlightMax) {

  /** Bytes of one batch, about: far below what a node refuses. */
  public static final int BATCH_BYTES_MAX = 64 << 10;

  /** A user and the password; never shown. */
  public record Login(String user, String password) {

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
}
