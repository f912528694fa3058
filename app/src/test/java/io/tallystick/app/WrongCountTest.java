package io.tallystick.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.CanaryReport.State;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: one event too many is found from outside, and makes a real node unready. Method: an event
 * of the reserved source is put into the log behind the back of the canary.
 */
class WrongCountTest {

  @TempDir
  private Path directory;

  @Test
  void oneEventTooManyMakesANodeUnready() throws Exception {
    List<FlagValue> flags = List.of(
        new FlagValue("test", "server.port", "0"),
        new FlagValue("test", "canary.interval", "10ms"),
        new FlagValue("test", "data.directory", directory.resolve("data").toString()));
    try (Node node =
        Node.start(ConfigurationLoader.load(directory, null, Map.of(), flags).configuration())) {
      await(node, State.EXACT);
      assertThat(ready(node).statusCode()).isEqualTo(200);
      appendBehindItsBack(node.log());
      CanaryReport wrong = await(node, State.WRONG);
      assertThat(wrong.problem()).startsWith("series 0: count ").contains("expected: ");
      assertThat(wrong.mismatches()).isPositive();
      HttpResponse<String> answer = ready(node);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("\"ready\":false,\"state\":\"ready\"")
          .contains("\"canary\":{\"state\":\"wrong\",\"problem\":\"series 0: count ");
    }
  }

  private static void appendBehindItsBack(EventLog log) {
    EventRouter router =
        new EventRouter(log.partitions(), new EventRules(EventLimits.DEFAULT), target -> {
          throw new AssertionError("the event has an id");
        });
    long now = System.currentTimeMillis();
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
    log.append(router.finish()).toCompletableFuture().join();
  }

  private static HttpResponse<String> ready(Node node) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port() + "/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static CanaryReport await(Node node, State state) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (node.canary().state() != state) {
      assertThat(System.nanoTime()).as("%s", node.canary()).isLessThan(deadline);
      Thread.sleep(5);
    }
    return node.canary();
  }
}
