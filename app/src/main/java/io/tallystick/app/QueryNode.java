package io.tallystick.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.app.canary.Canary;
import io.tallystick.app.cluster.ClusterQuery;
import io.tallystick.configuration.LoadedConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.configuration.SettingsText;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.kafka.log.KafkaAppender;
import io.tallystick.server.ServerParts;
import io.tallystick.server.TallystickServer;
import io.tallystick.server.canary.CanaryAccess;
import io.tallystick.server.live.Presentation;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A node that answers from what a cluster has counted. It keeps nothing, so any number of them may
 * run, behind any load balancer. Thread-safe.
 */
final class QueryNode implements RunningNode {

  private final NodeConfiguration configuration;
  private final ClusterQuery cluster;
  private final ClusterRecounting recounting;
  private final TallystickServer server;
  private final Optional<Canary> canary;

  private QueryNode(
      NodeConfiguration configuration,
      ClusterQuery cluster,
      ClusterRecounting recounting,
      TallystickServer server,
      Optional<Canary> canary) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.recounting = recounting;
    this.server = server;
    this.canary = canary;
  }

  /**
   * Listens. Answers as soon as Cassandra and Kafka have answered; {@code /ready} tells.
   *
   * @throws RuntimeException when the port cannot be used, with the reason
   */
  static QueryNode start(LoadedConfiguration loaded) {
    NodeConfiguration configuration = loaded.configuration();
    InstantSource clock = NodeClock.ofThisProcess();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Optional<Canary> canary = CanaryParts.canary(configuration, clock::millis, meters);
    ConnectingReader store = new ConnectingReader(configuration);
    KafkaAppender appender = KafkaParts.appender(configuration, clock::millis);
    ClusterRecounting recounting =
        ClusterRecounting.start(configuration, store, appender, clock::millis);
    ClusterQuery cluster = ClusterQuery.start(
        store,
        KafkaParts.connection(configuration),
        appender,
        configuration.processing().clusterPartitions(),
        recounting,
        clock::millis);
    try {
      TallystickServer server = new TallystickServer(new ServerParts(
          Version.current(),
          ServedNode.settings(configuration),
          Optional.empty(),
          Optional.of(cluster.ports()),
          cluster.status(),
          canary.map(Canary::access).orElseGet(CanaryAccess::none),
          Admission.ALWAYS,
          Dimensions.of(configuration.dimensions()),
          configuration.events(),
          configuration.query(),
          clock,
          new Presentation(store, SettingsText.shown(loaded.settings()), ServedNode.PAGES),
          meters));
      register(cluster, meters);
      server.start();
      canary.ifPresent(
          started -> CanaryParts.start(started, configuration, cluster.status(), server.address()));
      return new QueryNode(configuration, cluster, recounting, server, canary);
    } catch (RuntimeException e) {
      recounting.close();
      cluster.close();
      throw e;
    }
  }

  private static void register(ClusterQuery cluster, PrometheusMeterRegistry meters) {
    Gauge.builder("tallystick.published.epoch", cluster, ClusterQuery::epoch)
        .description("The last checkpoint of the counting job that is in answers")
        .register(meters);
    Gauge.builder("tallystick.published.age.seconds", cluster, ClusterQuery::ageSeconds)
        .description("How long ago everything was known that had been acknowledged")
        .register(meters);
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public NodeStatus status() {
    return cluster.status();
  }

  @Override
  public String place() {
    return "answers come from Cassandra at " + configuration.cassandra().contactPoints()
        + ", keyspace " + configuration.cassandra().keyspace();
  }

  @Override
  public void close() {
    canary.ifPresent(Canary::close);
    server.close();
    recounting.close();
    cluster.close();
  }
}
