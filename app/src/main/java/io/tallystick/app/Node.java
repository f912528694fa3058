package io.tallystick.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.app.canary.Canary;
import io.tallystick.app.canary.CanarySettings;
import io.tallystick.configuration.LoadedConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.configuration.SettingsText;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.EventTypes;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.engine.EngineSettings;
import io.tallystick.embedded.engine.ReopeningEngine;
import io.tallystick.server.QueryPorts;
import io.tallystick.server.ServerParts;
import io.tallystick.server.TallystickServer;
import io.tallystick.server.canary.CanaryAccess;
import io.tallystick.server.live.Presentation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One running node: the engine and its server. Thread-safe. */
public final class Node implements RunningNode {

  /** Memory for blocks that were read from disk, beside the heap; less beside a small one. */
  private static final long CACHE_BYTES_MAX = 32L << 20;

  private static final int CACHE_HEAP_SHARE = 8;

  private final ReopeningEngine engine;
  private final PressureSampler pressure;
  private final Recounting recounting;
  private final TallystickServer server;
  private final Path data;
  private final @Nullable Canary canary;

  private Node(
      ReopeningEngine engine,
      PressureSampler pressure,
      Recounting recounting,
      TallystickServer server,
      Path data,
      @Nullable Canary canary) {
    this.engine = engine;
    this.pressure = pressure;
    this.recounting = recounting;
    this.server = server;
    this.data = data;
    this.canary = canary;
  }

  /**
   * Opens the data directory and listens. Returns when the port is open; the node takes events once
   * {@link #status()} is {@link NodeStatus.State#READY}.
   *
   * @throws RuntimeException when the data directory or the port cannot be used, with the reason
   */
  public static Node start(NodeConfiguration configuration) {
    return start(new LoadedConfiguration(configuration, List.of()));
  }

  /** As {@link #start(NodeConfiguration)}, and knows where each value comes from. */
  public static Node start(LoadedConfiguration loaded) {
    NodeConfiguration configuration = loaded.configuration();
    Dimensions dimensions = Dimensions.of(configuration.dimensions());
    InstantSource clock = NodeClock.ofThisProcess();
    ReopeningEngine engine = ReopeningEngine.open(
        engineSettings(configuration, dimensions.all()),
        configuration.data().freeBytesMin(),
        clock::millis);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Canary canary = canary(configuration, clock, meters);
    Recounting recounting = null;
    PressureSampler pressure = PressureSampler.start(
        engine,
        configuration.processing().lagEventsMax(),
        configuration.deadLetters().openMax());
    try {
      recounting = Recounting.start(configuration, engine, clock::millis, meters);
      TallystickServer server = new TallystickServer(new ServerParts(
          Version.current(),
          ServedNode.settings(configuration),
          Optional.of(engine.log()),
          Optional.of(queryPorts(engine, recounting)),
          engine,
          canary == null ? CanaryAccess.none() : canary.access(),
          pressure.guard(),
          dimensions,
          configuration.events(),
          configuration.query(),
          clock,
          new Presentation(
              engine.port(EventTypes.class, EmbeddedEngine::eventTypes),
              SettingsText.shown(loaded.settings()),
              ServedNode.PAGES),
          meters));
      server.start();
      if (canary != null) {
        canary.start(engine, server.address());
      }
      return new Node(
          engine, pressure, recounting, server, configuration.data().directory(), canary);
    } catch (RuntimeException e) {
      if (recounting != null) {
        recounting.close();
      }
      pressure.close();
      engine.close();
      throw e;
    }
  }

  private static QueryPorts queryPorts(ReopeningEngine engine, Recounting recounting) {
    return new QueryPorts(
        engine.log().partitions(),
        engine,
        engine.port(LedgerReader.class, EmbeddedEngine::ledger),
        engine.port(ReceiptReader.class, EmbeddedEngine::receipts),
        recounting.recounts(),
        engine.port(DeadLetters.class, EmbeddedEngine::deadLetters));
  }

  private static @Nullable Canary canary(
      NodeConfiguration configuration, InstantSource clock, MeterRegistry meters) {
    Duration interval = configuration.canary().interval();
    return interval.isZero()
        ? null
        : new Canary(
            new CanarySettings(
                interval,
                configuration.deduplication().window(),
                configuration.events().batchEventsMax()),
            clock::millis,
            meters);
  }

  private static EngineSettings engineSettings(
      NodeConfiguration configuration, List<Dimension> dimensions) {
    return new EngineSettings(
        configuration.data().directory(),
        configuration.processing().partitions().orElse(0),
        dimensions,
        configuration.rules(),
        new DeduplicationSettings(
            configuration.deduplication().window().toMillis(),
            configuration.deduplication().memoryBytes(Runtime.getRuntime().maxMemory())),
        configuration.processing().commitInterval().toMillis(),
        configuration.log().retention().toMillis(),
        Math.min(CACHE_BYTES_MAX, Runtime.getRuntime().maxMemory() / CACHE_HEAP_SHARE));
  }

  @Override
  public String place() {
    return "data in " + data.toAbsolutePath();
  }

  @Override
  public int port() {
    return server.port();
  }

  /** What the node's canary has found; {@link CanaryReport#OFF} without one. */
  public CanaryReport canary() {
    return canary == null ? CanaryReport.OFF : canary.report();
  }

  @Override
  public NodeStatus status() {
    return engine;
  }

  /** Where events go. */
  EventLog log() {
    return engine.log();
  }

  /** Refuses new events, finishes what is in flight, commits, and closes. */
  @Override
  public void close() {
    if (canary != null) {
      canary.close();
    }
    server.close();
    recounting.close();
    pressure.close();
    engine.close();
  }
}
