package io.tallystick.cassandra;

import io.tallystick.cluster.CassandraCluster;
import io.tallystick.cluster.SharedComponents;
import java.util.List;
import java.util.UUID;

/** Keyspaces that no other test has. */
public final class Keyspaces {

  public static final int PARTITIONS = 3;
  public static final int BUCKETS = 4;

  private Keyspaces() {}

  /** A new keyspace in the node that all tests share. */
  public static CassandraSettings shared() {
    return in(SharedComponents.cassandra());
  }

  /** A new keyspace in a cluster. */
  public static CassandraSettings in(CassandraCluster cluster) {
    return new CassandraSettings(
        List.of(cluster.contactPoints().split(",", -1)),
        cluster.datacenter(),
        "t" + UUID.randomUUID().toString().replace("-", ""),
        Replication.of(cluster.nodes().size()),
        Consistency.LOCAL_QUORUM,
        PARTITIONS,
        BUCKETS,
        TimeToLive.FOR_EVER,
        null,
        32);
  }
}
