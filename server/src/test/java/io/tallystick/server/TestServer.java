package io.tallystick.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.server.canary.CanaryAccess;
import io.tallystick.server.live.Presentation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** A running server on a free port of the loopback address, and a client of it. */
final class TestServer implements AutoCloseable {

  static final ServerSettings SETTINGS =
      new ServerSettings("127.0.0.1", 0, 2, 2, 256, 32L << 20, 60_000, 60_000, 3_000);

  /** What the canary of this node would send with its requests. */
  static final String TOKEN = "token of this test";

  final FakeStatus status = new FakeStatus();
  final FakeAccounts accounts = new FakeAccounts();
  final FakeRecounts recounts = new FakeRecounts();
  final FakeDeadLetters deadLetters = new FakeDeadLetters();
  volatile CanaryReport canary = CanaryReport.OFF;
  final FakeAdmission admission = new FakeAdmission();
  final TestLog log = new TestLog(2);
  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final TallystickServer server;
  final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer() {
    this(SETTINGS, EventLimits.DEFAULT);
  }

  TestServer(ServerSettings settings, EventLimits limits) {
    this(
        settings,
        limits,
        () -> {
          throw new AssertionError("rollups: read (expected: no query in this test)");
        },
        Dimensions.SUBJECT_ONLY);
  }

  TestServer(
      ServerSettings settings, EventLimits limits, RollupReader rollups, Dimensions dimensions) {
    this(settings, limits, rollups, dimensions, Presentation.NONE, "all");
  }

  /** A node of a cluster: {@code ingest} or {@code query}. */
  static TestServer ofRole(String role) {
    return new TestServer(
        SETTINGS,
        EventLimits.DEFAULT,
        () -> {
          throw new AssertionError("rollups: read (expected: no query in this test)");
        },
        Dimensions.SUBJECT_ONLY,
        Presentation.NONE,
        role);
  }

  TestServer(
      ServerSettings settings,
      EventLimits limits,
      RollupReader rollups,
      Dimensions dimensions,
      Presentation presentation,
      String role) {
    QueryPorts query =
        new QueryPorts(log.partitions(), rollups, accounts, accounts, recounts, deadLetters);
    server = new TallystickServer(new ServerParts(
        "test",
        settings,
        Optional.<EventLog>of(log).filter(taken -> Set.of("all", "ingest").contains(role)),
        Optional.of(query).filter(taken -> Set.of("all", "query").contains(role)),
        status,
        CanaryAccess.of(TOKEN, () -> canary),
        admission,
        dimensions,
        limits,
        QueryLimits.DEFAULT,
        InstantSource.system(),
        presentation,
        meters));
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
