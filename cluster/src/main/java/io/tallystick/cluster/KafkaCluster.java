package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Kafka brokers on this machine, each also a controller. With three, topics have three replicas and
 * a write needs two; alone, one.
 *
 * <p>Topics are not made by being named: who needs one creates it.
 */
public final class KafkaCluster implements AutoCloseable {

  /** Any valid id will do; it only must be the same for all brokers. */
  private static final String CLUSTER_ID = "dGFsbHlzdGljay1kZW1v";

  private static final String HOST = "127.0.0.1";
  private static final int FORMAT_SECONDS_MAX = 300;

  private final List<ClusterProcess> brokers;
  private final String bootstrapServers;

  private KafkaCluster(List<ClusterProcess> brokers, String bootstrapServers) {
    this.brokers = List.copyOf(brokers);
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts brokers with their data below {@code folder} and waits until all are ready. */
  public static KafkaCluster start(Path folder, int brokers) {
    KafkaCluster cluster = launch(folder, brokers);
    cluster.awaitReady();
    return cluster;
  }

  /** Starts them without waiting. */
  public static KafkaCluster launch(Path folder, int count) {
    List<Integer> ports =
        IntStream.range(0, count).mapToObj(i -> FreePorts.next()).toList();
    List<Integer> controllers =
        IntStream.range(0, count).mapToObj(i -> FreePorts.next()).toList();
    List<ClusterProcess> brokers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path own = folder.toAbsolutePath().resolve("kafka-" + (i + 1));
      Path settings = own.resolve("server.properties");
      try {
        Files.createDirectories(own);
        Files.writeString(settings, settings(i, own, ports, controllers));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!Files.exists(own.resolve("data").resolve("meta.properties"))) {
        format(own, settings);
      }
      brokers.add(new ClusterProcess(
          plan("kafka-" + (i + 1), own, "kafka.Kafka", List.of(settings.toString())),
          process -> process.logOfRun().contains("Kafka Server started")));
    }
    brokers.forEach(ClusterProcess::launch);
    return new KafkaCluster(
        brokers, ports.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(",")));
  }

  private static String settings(
      int index, Path own, List<Integer> ports, List<Integer> controllers) {
    int replicas = Math.min(3, ports.size());
    int inSync = Math.max(1, replicas - 1);
    String voters = IntStream.range(0, ports.size())
        .mapToObj(i -> (i + 1) + "@" + HOST + ":" + controllers.get(i))
        .collect(Collectors.joining(","));
    return """
        process.roles=broker,controller
        node.id=%1$d
        listeners=PLAINTEXT://%2$s:%3$d,CONTROLLER://%2$s:%4$d
        advertised.listeners=PLAINTEXT://%2$s:%3$d
        inter.broker.listener.name=PLAINTEXT
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        controller.quorum.voters=%5$s
        log.dirs=%6$s
        auto.create.topics.enable=false
        default.replication.factor=%7$d
        min.insync.replicas=%8$d
        offsets.topic.replication.factor=%7$d
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=%7$d
        transaction.state.log.min.isr=%8$d
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=%7$d
        share.coordinator.state.topic.min.isr=%8$d
        group.initial.rebalance.delay.ms=0
        # a broker that is gone is noticed soon, so that another one leads
        broker.session.timeout.ms=6000
        log.cleaner.dedupe.buffer.size=8388608
        num.network.threads=2
        num.io.threads=4
        """.formatted(
            index + 1,
            HOST,
            ports.get(index),
            controllers.get(index),
            voters,
            own.resolve("data"),
            replicas,
            inSync);
  }

  private static ProcessPlan plan(String name, Path own, String main, List<String> arguments) {
    return new ProcessPlan(
        name,
        own,
        Java17.program(),
        List.of(
            "-Xms128m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=128m",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn",
            "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaConfig=warn"),
        ComponentJars.classPath("kafka"),
        main,
        arguments,
        Map.of());
  }

  private static void format(Path own, Path settings) {
    ClusterProcess tool = new ClusterProcess(
        plan(
            "format",
            own,
            "kafka.tools.StorageTool",
            List.of("format", "-t", CLUSTER_ID, "-c", settings.toString())),
        process -> !process.isRunning());
    tool.launch();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FORMAT_SECONDS_MAX);
    while (tool.isRunning() && System.nanoTime() < end) {
      pause();
    }
    tool.kill();
    if (!Files.exists(own.resolve("data").resolve("meta.properties"))) {
      throw tool.failure("the storage was not formatted");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Waits until all brokers answer. */
  public void awaitReady() {
    brokers.forEach(ClusterProcess::awaitReady);
  }

  /** For the setting {@code bootstrap.servers} of a client. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** In the order of their ids, which begin with 1. */
  public List<ClusterProcess> brokers() {
    return brokers;
  }

  /** Stops all brokers. */
  @Override
  public void close() {
    // a controller that stops in peace waits for the others: at the end nobody needs that
    brokers.forEach(ClusterProcess::kill);
  }
}
