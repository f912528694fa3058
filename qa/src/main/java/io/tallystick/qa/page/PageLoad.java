package io.tallystick.qa.page;

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

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI events;
  private final Random random;
  private final Thread thread;
  private long made;
  private volatile boolean stopping;

  private PageLoad(URI node, long seed) {
    this.events = node.resolve("/v1/events");
    this.random = new Random(seed);
    this.thread = new Thread(this::stream, "page-load");
    thread.setDaemon(true);
  }

  /** Sends the past, and begins with the stream. */
  public static PageLoad start(URI node, long seed) throws IOException, InterruptedException {
    PageLoad load = new PageLoad(node, seed);
    long now = System.currentTimeMillis();
    for (int hour = HOURS; hour > 0; hour--) {
      StringBuilder body = new StringBuilder();
      int count = (int) (300 + 200 * Math.sin(hour / 24.0 * 2 * Math.PI));
      for (int i = 0; i < count; i++) {
        load.append(
            body, now - hour * HOUR_MILLIS + (long) (load.random.nextDouble() * HOUR_MILLIS));
      }
      load.post(body.toString());
    }
    load.post("{\"source\":\"web\",\"id\":\"broken-1\",\"type\":\"rating\",\"subject\":\"video-1\","
        + "\"value\":30,\"attributes\":{\"country\":\"DE\"}}");
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
      int count = 10 + random.nextInt(20);
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
