package io.tallystick.app.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.CanaryReport.State;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.engine.EngineSettings;
import io.tallystick.server.ServerParts;
import io.tallystick.server.ServerSettings;
import io.tallystick.server.TallystickServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: one event too many is found from outside, and makes a real node unready. Method: an event
 * of the reserved source is put into the log behind the back of the canary.
 */
class WrongCountTest {

  private static final long WINDOW_MILLIS = 600_000;

  @TempDir
  private Path directory;

  @Test
  void oneEventTooManyMakesANodeUnready() throws Exception {
    InstantSource clock = InstantSource.system();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    CanarySettings settings =
        new CanarySettings(Duration.ofMillis(10), Duration.ofMillis(WINDOW_MILLIS), 100);
    EngineSettings engineSettings = new EngineSettings(
        directory,
        2,
        List.of(Dimension.SUBJECT),
        List.of(),
        new DeduplicationSettings(WINDOW_MILLIS, 8 << 20),
        50,
        WINDOW_MILLIS,
        1 << 20);
    try (EmbeddedEngine engine = EmbeddedEngine.open(engineSettings, clock::millis);
        Canary canary = new Canary(settings, clock::millis, meters);
        TallystickServer server = server(engine, canary, clock, meters)) {
      server.start();
      canary.start(engine, server.address());
      await(canary, State.EXACT);
      assertThat(ready(server).statusCode()).isEqualTo(200);
      appendBehindItsBack(engine, clock.millis());
      CanaryReport wrong = await(canary, State.WRONG);
      assertThat(wrong.problem()).startsWith("series 0: count ").contains("expected: ");
      assertThat(wrong.mismatches()).isPositive();
      HttpResponse<String> answer = ready(server);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("\"ready\":false,\"state\":\"ready\"")
          .contains("\"canary\":{\"state\":\"wrong\",\"problem\":\"series 0: count ");
      canary.close();
    }
  }

  private static TallystickServer server(
      EmbeddedEngine engine, Canary canary, InstantSource clock, PrometheusMeterRegistry meters) {
    return new TallystickServer(new ServerParts(
        "test",
        ServerSettings.DEFAULT.listeningOn("127.0.0.1", 0),
        engine.log(),
        engine,
        engine.ledger(),
        engine.receipts(),
        new NoRecounts(),
        engine,
        canary.access(),
        Admission.ALWAYS,
        Dimensions.SUBJECT_ONLY,
        EventLimits.DEFAULT,
        QueryLimits.DEFAULT,
        clock,
        meters));
  }

  private static void appendBehindItsBack(EmbeddedEngine engine, long now) {
    EventRouter router =
        new EventRouter(engine.log().partitions(), new EventRules(EventLimits.DEFAULT), target -> {
          throw new AssertionError("the event has an id");
        });
    router.begin(now, true);
    EventDraft draft = new EventDraft();
    draft.clear();
    draft.source().set(CanaryEvents.SOURCE);
    draft.type().set(CanaryEvents.TYPE);
    draft.id().set("nobody sent this");
    draft.subject().set("0");
    draft.timeMillis(now);
    draft.value(1, 0);
    assertThat(router.add(draft)).isNull();
    engine.log().append(router.finish()).toCompletableFuture().join();
  }

  private static HttpResponse<String> ready(TallystickServer server) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static CanaryReport await(Canary canary, State state) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (canary.report().state() != state) {
      assertThat(System.nanoTime()).as("%s", canary.report()).isLessThan(deadline);
      Thread.sleep(5);
    }
    return canary.report();
  }

  /** Recounts are not asked for here. */
  private record NoRecounts() implements Recounts {

    @Override
    public @Nullable RecountReport start(RecountRequest request) {
      return null;
    }

    @Override
    public @Nullable RecountReport find(long id) {
      return null;
    }

    @Override
    public @Nullable RecountReport latest() {
      return null;
    }

    @Override
    public List<RowRepair.Recorded> repairs(int countMax) {
      return List.of();
    }
  }
}
