/**
 * Real Kafka brokers, Cassandra nodes and Flink processes on this machine, each in a process of its
 * own, from the jars that {@code components/} collects.
 *
 * <p>Read {@link io.tallystick.cluster.ClusterProcess} first: what can be done to every process
 * (start, stop, kill, pause). Then {@link io.tallystick.cluster.KafkaCluster}, {@link
 * io.tallystick.cluster.CassandraCluster} and {@link io.tallystick.cluster.FlinkSession}, which know
 * how to configure one and when it is ready. Tests take {@link
 * io.tallystick.cluster.SharedComponents}.
 *
 * <p>Does not belong here: what Tallystick puts into these engines (topics, schemas, the job), and
 * their client libraries.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cluster;
