package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at the page of a node that answers for a cluster, as at that of one machine. */
public final class ClusterPage {

  /** The views, and what shows that they have their numbers. */
  private static final Map<String, String> VIEWS = Map.of(
      "/", ".leaders tbody a",
      "/ui/explore?type=view", ".figure .number",
      "/ui/top?type=view", ".leaders tbody a",
      "/ui/trust", "tfoot",
      "/ui/health", "tbody code");

  private static final String COUNTED = "Number(document.querySelectorAll('.figure .number')[2]"
      + ".textContent.replaceAll(/\\D/g, ''))";

  private static final long AGAIN_NANOS_MAX = TimeUnit.MINUTES.toNanos(3);

  private ClusterPage() {}

  /**
   * Every view loads, shows numbers, and complains of nothing; the overview moves with an event.
   *
   * @param query the node whose page is looked at
   * @param ingest a node that takes events
   */
  public static void check(URI query, URI ingest) throws Exception {
    send(ingest, "page-0");
    try (Chromium browser = Chromium.start();
        BrowserPage page = browser.open(1280, 900, false)) {
      for (Map.Entry<String, String> view : VIEWS.entrySet()) {
        page.go(query.resolve(view.getKey()));
        page.await("document.querySelector('" + view.getValue() + "')");
        page.await("!document.querySelector('.loading')");
        assertThat(page.evaluate("document.querySelector('.message.bad')?.textContent ?? ''")
                .asText())
            .as(view.getKey())
            .isEmpty();
      }
      page.go(query.resolve("/"));
      page.await(COUNTED + " > 0 && document.querySelector('#node-state .pill.good')");
      page.evaluate("window.before = " + COUNTED);
      send(ingest, "page-1");
      page.await(COUNTED + " > before");
      page.await("document.querySelector('.verdict .pill.good')");
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static void send(URI ingest, String id) throws Exception {
    HttpResponse<String> answer = taken(HttpRequest.newBuilder(ingest.resolve("/v1/events"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(
            "{\"source\":\"page\",\"id\":\"" + id + "\",\"type\":\"view\",\"subject\":\"A\"}"))
        .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  /** Sends events again while the node says so, as a client does: a broker may stand still. */
  public static HttpResponse<String> taken(HttpRequest events) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    long begin = System.nanoTime();
    HttpResponse<String> answer = client.send(events, HttpResponse.BodyHandlers.ofString());
    while (answer.statusCode() == 503 && System.nanoTime() - begin < AGAIN_NANOS_MAX) {
      Thread.sleep(100);
      answer = client.send(events, HttpResponse.BodyHandlers.ofString());
    }
    return answer;
  }
}
