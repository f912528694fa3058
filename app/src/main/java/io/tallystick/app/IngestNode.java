package io.tallystick.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.kafka.log.AppendOnlyLog;
import io.tallystick.kafka.log.KafkaAppender;
import io.tallystick.server.ServerParts;
import io.tallystick.server.TallystickServer;
import io.tallystick.server.live.Presentation;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that takes events and puts them into Kafka. It keeps nothing, so any number of them may
 * run, behind any load balancer. Thread-safe.
 */
final class IngestNode implements RunningNode {

  private final NodeConfiguration configuration;
  private final KafkaAppender appender;
  private final TallystickServer server;
  private final NodeStatus status;

  private IngestNode(
      NodeConfiguration configuration, KafkaAppender appender, TallystickServer server) {
    this.status = new Status(appender);
    this.configuration = configuration;
    this.appender = appender;
    this.server = server;
  }

  /**
   * Listens. Takes events as soon as Kafka answers and has the topic; {@code /ready} tells.
   *
   * @throws RuntimeException when the port cannot be used, with the reason
   */
  static IngestNode start(NodeConfiguration configuration) {
    InstantSource clock = NodeClock.ofThisProcess();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    KafkaAppender appender = KafkaParts.appender(configuration, clock::millis);
    try {
      EventLog log = new AppendOnlyLog(appender);
      TallystickServer server = new TallystickServer(new ServerParts(
          Version.current(),
          ServedNode.settings(configuration),
          Optional.of(log),
          Optional.empty(),
          new Status(appender),
          CanaryParts.access(configuration),
          new WhileKafkaAnswers(appender),
          Dimensions.of(configuration.dimensions()),
          configuration.events(),
          configuration.query(),
          clock,
          Presentation.NONE,
          meters));
      register(appender, meters);
      server.start();
      return new IngestNode(configuration, appender, server);
    } catch (RuntimeException e) {
      appender.close();
      throw e;
    }
  }

  private static void register(KafkaAppender appender, MeterRegistry meters) {
    Gauge.builder("tallystick.kafka.pending.appends", appender, KafkaAppender::pendingAppends)
        .description("Requests whose events Kafka has not acknowledged yet")
        .register(meters);
    Gauge.builder("tallystick.kafka.pending.bytes", appender, KafkaAppender::pendingBytes)
        .description("Bytes of events that Kafka has not acknowledged yet")
        .register(meters);
    Gauge.builder("tallystick.kafka.topic.partitions", appender, KafkaAppender::topicPartitions)
        .description("Partitions of the event topic; 0 while it is not known")
        .register(meters);
  }

  /** Ready from the moment on when the topic is known. */
  private record Status(KafkaAppender appender) implements NodeStatus {

    @Override
    public State state() {
      return appender.isConnected() ? State.READY : State.STARTING;
    }

    @Override
    public @Nullable String failure() {
      return null;
    }

    @Override
    public List<Partition> partitions() {
      return List.of();
    }
  }

  /** Refuses by the head of a request what Kafka would not take. */
  private record WhileKafkaAnswers(KafkaAppender appender) implements Admission {

    @Override
    public @Nullable Refusal refusal() {
      return appender.refusal();
    }

    @Override
    public List<Reading> readings() {
      return List.of();
    }
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public NodeStatus status() {
    return status;
  }

  @Override
  public String place() {
    return "events go to Kafka at " + configuration.kafka().bootstrapServers() + ", topic "
        + configuration.kafka().topic();
  }

  @Override
  public void close() {
    server.close();
    appender.close();
  }
}
