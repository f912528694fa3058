package io.tallystick.qa.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Events of a small video site, as a page can show them: two days of the past at once, and then a
 * steady stream until it is closed. One in a hundred ratings breaks a rule.
 */
public final class PageLoad implements AutoCloseable {

  /** The configuration of the node that takes them. */
  public static final List<String> CONFIGURATION = List.of(
      "dimensions: [country, [subject, country]]",
      "rules:",
      "  - { type: rating, required-attributes: [country], min-value: 0, max-value: 10 }");

  private static final List<String> COUNTRIES =
      List.of("DE", "FR", "US", "GB", "JP", "BR", "IN", "PL");
  private static final int HOURS = 48;
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final int PAUSE_MILLIS = 100;
  private static final int BATCH_EVENTS = 5_000;
  private static final long FIRST_OF_STREAM = 1_000_000_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI events;
  private final Random random;
  private final int perSecond;
  private final Thread thread;
  private long made;
  private volatile boolean stopping;

  private PageLoad(URI node, long seed, int perSecond) {
    this.events = node.resolve("/v1/events");
    this.random = new Random(seed);
    this.perSecond = perSecond;
    this.thread = new Thread(this::stream, "page-load");
    thread.setDaemon(true);
  }

  /** Sends a little of the past, and begins with a stream of 200 events a second. */
  public static PageLoad start(URI node, long seed) throws IOException, InterruptedException {
    past(node, seed, 300);
    return stream(node, seed + 1, 200);
  }

  /**
   * Two days that are over; they are counted when this returns.
   *
   * @param perHour events of an hour, on average; days and nights differ
   */
  static void past(URI node, long seed, int perHour) throws IOException, InterruptedException {
    PageLoad load = new PageLoad(node, seed, 0);
    long now = System.currentTimeMillis();
    for (int hour = HOURS; hour > 0; hour--) {
      int count = (int) (perHour * (1 + 0.6 * Math.sin(hour / 24.0 * 2 * Math.PI)));
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < count; i++) {
        load.append(
            body, now - hour * HOUR_MILLIS + (long) (load.random.nextDouble() * HOUR_MILLIS));
        if (i % BATCH_EVENTS == BATCH_EVENTS - 1) {
          load.post(body.toString());
          body.setLength(0);
        }
      }
      load.post(body.toString());
    }
    load.post("{\"source\":\"web\",\"id\":\"broken-1\",\"type\":\"rating\",\"subject\":\"video-1\","
        + "\"value\":30,\"attributes\":{\"country\":\"DE\"}}");
    load.awaitCounted(node);
  }

  /** A view that asks once would not see what comes later. */
  private void awaitCounted(URI node) throws IOException, InterruptedException {
    HttpRequest ledger = HttpRequest.newBuilder(node.resolve("/v1/ledger")).build();
    while (new ObjectMapper()
            .readTree(client.send(ledger, HttpResponse.BodyHandlers.ofString()).body())
            .at("/total/inFlight")
            .asLong()
        > 0) {
      Thread.sleep(20);
    }
  }

  /** A stream until it is closed, of ids that no past has. */
  static PageLoad stream(URI node, long seed, int perSecond) {
    PageLoad load = new PageLoad(node, seed, perSecond);
    load.made = FIRST_OF_STREAM;
    load.thread.start();
    return load;
  }

  private void append(StringBuilder body, long millis) {
    int roll = random.nextInt(100);
    String type = roll < 80 ? "view" : roll < 94 ? "like" : roll < 99 ? "share" : "rating";
    int video = (int) Math.min(200, Math.pow(1 - random.nextDouble(), -1 / 0.9));
    int country = (int) (COUNTRIES.size() * random.nextDouble() * random.nextDouble());
    int value = type.equals("view") ? 1 + random.nextInt(600) : 1;
    body.append("{\"source\":\"web\",\"id\":\"e-")
        .append(made++)
        .append("\",\"type\":\"")
        .append(type)
        .append("\",\"subject\":\"video-")
        .append(video)
        .append("\",\"time\":")
        .append(millis)
        .append(",\"value\":")
        .append(value)
        .append(",\"attributes\":{\"country\":\"")
        .append(COUNTRIES.get(country))
        .append("\"}}\n");
  }

  private void stream() {
    while (!stopping) {
      StringBuilder body = new StringBuilder();
      // it swells and ebbs within minutes, so that there is something to see
      double swell = 1 + 0.35 * Math.sin(System.currentTimeMillis() / 45_000.0 * Math.PI);
      int count = (int) (perSecond / 10.0 * swell * (0.7 + 0.6 * random.nextDouble()) + 0.5);
      for (int i = 0; i < count; i++) {
        append(body, System.currentTimeMillis());
      }
      try {
        post(body.toString());
      } catch (IOException away) {
        // the node is being restarted; the same events need not be sent again
      } catch (InterruptedException e) {
        return;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void post(String body) throws IOException, InterruptedException {
    client.send(
        HttpRequest.newBuilder(events)
            .header("content-type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
