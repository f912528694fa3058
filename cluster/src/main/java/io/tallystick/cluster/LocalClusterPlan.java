package io.tallystick.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a whole cluster on this machine consists of.
 *
 * @param folder where data and logs go
 * @param nodes Kafka brokers, and Cassandra nodes: 1 or 3; with 3, everything has three replicas
 * @param ingests processes that take events
 * @param queries processes that answer
 * @param topicPartitions partitions of the topic at first
 * @param parallelism of the job
 * @param flink sizes of Flink's processes
 * @param nodeOptions options of the Java VM of our own processes
 * @param cassandraOptions further options of the Java VM of Cassandra
 * @param configuration lines of the configuration file that all of our processes and the job read:
 *     dimensions, rules and whatever is not about addresses
 */
public record LocalClusterPlan(
    Path folder,
    int nodes,
    int ingests,
    int queries,
    int topicPartitions,
    int parallelism,
    FlinkSettings flink,
    List<String> nodeOptions,
    List<String> cassandraOptions,
    List<String> configuration) {

  public LocalClusterPlan {
    cassandraOptions = List.copyOf(cassandraOptions);
    folder = folder.toAbsolutePath();
    nodeOptions = List.copyOf(nodeOptions);
    configuration = List.copyOf(configuration);
  }

  /** One of each engine, two ingest and two query processes. */
  public static LocalClusterPlan small(Path folder, List<String> configuration) {
    return new LocalClusterPlan(
        folder,
        1,
        2,
        2,
        4,
        2,
        FlinkSettings.small(),
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        List.of(),
        configuration);
  }

  /** The same with three brokers and three Cassandra nodes, or one. */
  public LocalClusterPlan withNodes(int count) {
    return new LocalClusterPlan(
        folder,
        count,
        ingests,
        queries,
        topicPartitions,
        parallelism,
        flink,
        nodeOptions,
        cassandraOptions,
        configuration);
  }

  /** The same with other sizes of Flink's processes. */
  public LocalClusterPlan withFlink(FlinkSettings settings) {
    return new LocalClusterPlan(
        folder,
        nodes,
        ingests,
        queries,
        topicPartitions,
        parallelism,
        settings,
        nodeOptions,
        cassandraOptions,
        configuration);
  }

  /** The same with access to a server that speaks S3, for Flink and for our own processes. */
  public LocalClusterPlan withS3(S3Server server) {
    List<String> options = new ArrayList<>(nodeOptions);
    options.add("-Daws.accessKeyId=" + S3Server.ACCESS_KEY);
    options.add("-Daws.secretAccessKey=" + S3Server.SECRET_KEY);
    return new LocalClusterPlan(
        folder,
        nodes,
        ingests,
        queries,
        topicPartitions,
        parallelism,
        flink.withS3(server),
        options,
        cassandraOptions,
        configuration);
  }
}
