package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A whole Tallystick cluster on this machine: Kafka, Cassandra, Flink with the job, and our own
 * ingest and query processes, which run on the class path of this process.
 *
 * <p>Not for use by several threads.
 */
public final class LocalCluster implements AutoCloseable {

  private final LocalClusterPlan plan;
  private final KafkaCluster kafka;
  private final CassandraCluster cassandra;
  private final FlinkSession flink;
  private final Path configuration;
  private final List<TallystickNode> ingests = new ArrayList<>();
  private final List<TallystickNode> queries = new ArrayList<>();
  private final CountingJob job;

  private LocalCluster(
      LocalClusterPlan plan,
      KafkaCluster kafka,
      CassandraCluster cassandra,
      FlinkSession flink,
      Path configuration) {
    this.plan = plan;
    this.kafka = kafka;
    this.cassandra = cassandra;
    this.flink = flink;
    this.configuration = configuration;
    this.job = new CountingJob(flink.jobs(), configuration, plan);
  }

  /**
   * Starts everything and waits until events are taken, counted and answered.
   *
   * @param progress hears one line for each step
   */
  public static LocalCluster start(LocalClusterPlan plan, Consumer<String> progress) {
    LocalCluster cluster = launchEngines(plan);
    try {
      cluster.cassandra.awaitReady();
      progress.accept("Cassandra: " + cluster.cassandra.contactPoints());
      cluster.kafka.awaitReady();
      progress.accept("Kafka: " + cluster.kafka.bootstrapServers());
      cluster.startOwn(progress);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static LocalCluster launchEngines(LocalClusterPlan plan) {
    // the slowest first; they start beside each other
    CassandraCluster cassandra =
        CassandraCluster.launch(plan.folder(), plan.nodes(), plan.cassandraOptions());
    try {
      KafkaCluster kafka = KafkaCluster.launch(plan.folder(), plan.nodes());
      try {
        Path file = writeConfiguration(plan, kafka, cassandra);
        FlinkSession flink = FlinkSession.launch(plan.folder(), flinkSettings(plan));
        return new LocalCluster(plan, kafka, cassandra, flink, file);
      } catch (RuntimeException e) {
        kafka.close();
        throw e;
      }
    } catch (RuntimeException e) {
      cassandra.close();
      throw e;
    }
  }

  private static FlinkSettings flinkSettings(LocalClusterPlan plan) {
    Map<String, String> more = new HashMap<>(plan.flink().more());
    more.putIfAbsent(
        "execution.checkpointing.dir", CountingJob.checkpoints(plan).toUri().toString());
    // the JobManager forgets its jobs when it is killed; the files stay
    more.putIfAbsent(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    return plan.flink().withMore(more);
  }

  private static Path writeConfiguration(
      LocalClusterPlan plan, KafkaCluster kafka, CassandraCluster cassandra) {
    List<String> lines = new ArrayList<>(List.of(
        "data: { directory: " + plan.folder().resolve("data") + " }",
        "kafka:",
        "  bootstrap-servers: \"" + kafka.bootstrapServers() + "\"",
        "  topic-partitions: " + plan.topicPartitions(),
        "cassandra:",
        "  contact-points: \"" + cassandra.contactPoints() + "\"",
        "  local-datacenter: " + cassandra.datacenter(),
        "  replication: " + cassandra.datacenter() + ":" + plan.nodes()));
    if (plan.configuration().stream().noneMatch(line -> line.startsWith("archive:"))) {
      lines.add("archive:");
      lines.add("  url: \"" + plan.folder().resolve("archive").toUri() + "\"");
      lines.add("  file-age: 1m");
    }
    lines.addAll(plan.configuration());
    Path file = plan.folder().resolve("tallystick.yaml");
    try {
      Files.createDirectories(plan.folder());
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startOwn(Consumer<String> progress) {
    String token = "canary.token-file=" + writeToken();
    for (int i = 1; i <= plan.ingests(); i++) {
      ingests.add(TallystickNode.of("ingest", i, plan, configuration, List.of(token)));
    }
    for (int i = 1; i <= plan.queries(); i++) {
      String ingest =
          "canary.ingest-url=" + ingests.get((i - 1) % ingests.size()).uri();
      queries.add(TallystickNode.of("query", i, plan, configuration, List.of(token, ingest)));
    }
    // the first of each makes what the engines lack: topics and tables
    ingests.get(0).process().start();
    queries.get(0).process().start();
    flink.awaitReady();
    progress.accept("Flink: " + flink.address());
    job.start();
    progress.accept("the job counts: " + job.id());
    List<TallystickNode> others = Stream.concat(ingests.stream(), queries.stream())
        .filter(node -> !node.process().isRunning())
        .toList();
    others.forEach(node -> node.process().launch());
    others.forEach(node -> node.process().awaitReady());
    for (TallystickNode node : nodes()) {
      progress.accept(node.process().name() + ": " + node.uri());
    }
  }

  /** By which our processes know each other's canaries. */
  private Path writeToken() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    try {
      return Files.writeString(
          plan.folder().resolve("canary-token"), HexFormat.of().formatHex(random));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it consists of. */
  public LocalClusterPlan plan() {
    return plan;
  }

  public KafkaCluster kafka() {
    return kafka;
  }

  public CassandraCluster cassandra() {
    return cassandra;
  }

  public FlinkSession flink() {
    return flink;
  }

  /** The job, which can be stopped and started again. */
  public CountingJob job() {
    return job;
  }

  public List<TallystickNode> ingests() {
    return ingests;
  }

  public List<TallystickNode> queries() {
    return queries;
  }

  private List<TallystickNode> nodes() {
    return Stream.concat(ingests.stream(), queries.stream()).toList();
  }

  /** The file that our processes and the job have read. */
  public Path configuration() {
    return configuration;
  }

  /** Every process, in the order in which events meet them. */
  public List<ClusterProcess> processes() {
    return Stream.of(
            ingests.stream().map(TallystickNode::process),
            kafka.brokers().stream(),
            flink.processes().stream(),
            cassandra.nodes().stream(),
            queries.stream().map(TallystickNode::process))
        .flatMap(one -> one)
        .toList();
  }

  /** Ends every process. */
  @Override
  public void close() {
    nodes().forEach(node -> node.process().requestStop());
    nodes().forEach(node -> node.process().stop());
    flink.close();
    kafka.close();
    cassandra.close();
  }
}
