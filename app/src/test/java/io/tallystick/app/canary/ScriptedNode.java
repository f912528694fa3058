package io.tallystick.app.canary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server that counts canary events by series and id as a node should, or wrongly, when
 * it is told to. Thread-safe.
 */
final class ScriptedNode implements AutoCloseable {

  /** An answer instead of the right one. */
  record Answer(int status, String body) {}

  private static final Pattern EVENT = Pattern.compile(
      "\"id\":\"([^\"]+)\",\"type\":\"[^\"]+\",\"subject\":\"([^\"]+)\",\"time\":(\\d+),"
          + "\"value\":([0-9.]+)");
  private static final Pattern SERIES = Pattern.compile("subject=([0-9]+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, BigDecimal> counts = new HashMap<>();
  private final Map<String, BigDecimal> sums = new HashMap<>();
  private final List<String> posts = new ArrayList<>();
  private final List<String> seriesAsked = new ArrayList<>();
  private @Nullable Answer toPost;
  private final Deque<Answer> firstToAsk = new ArrayDeque<>();
  private @Nullable Answer toAsk;
  private boolean losesAnswers;
  private long extra;
  private long settledMillis;
  private boolean blind;

  ScriptedNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /** Answers events so, without taking them; null: rightly again. */
  synchronized void toPost(@Nullable Answer answer) {
    toPost = answer;
  }

  /** Answers questions so; null: rightly again. */
  synchronized void toAsk(@Nullable Answer answer) {
    toAsk = answer;
  }

  /** Answers the next question so. */
  synchronized void firstToAsk(Answer answer) {
    firstToAsk.add(answer);
  }

  /** Takes events and closes the connection instead of answering. */
  synchronized void losesAnswers(boolean loses) {
    losesAnswers = loses;
  }

  /** Counts so many too many. */
  synchronized void extra(long events) {
    extra = events;
  }

  /** Does not count what it takes from now on, and says that it is settled until then. */
  synchronized void blind(boolean isBlind, long settledUntilMillis) {
    blind = isBlind;
    settledMillis = settledUntilMillis;
  }

  /** The bodies that were posted. */
  synchronized List<String> posts() {
    return List.copyOf(posts);
  }

  /** The series that were asked for, each once in a row. */
  synchronized List<String> seriesAsked() {
    return List.copyOf(seriesAsked);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean post = exchange.getRequestMethod().equals("POST");
    Answer answer = post ? take(body) : count(exchange.getRequestURI().getQuery());
    if (answer == null) {
      exchange.close();
      return;
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private synchronized @Nullable Answer take(String body) {
    posts.add(body);
    if (toPost != null) {
      return toPost;
    }
    int events = 0;
    for (Matcher event = EVENT.matcher(body); event.find(); events++) {
      if (ids.add(event.group(1)) && !blind) {
        counts.merge(event.group(2), BigDecimal.ONE, BigDecimal::add);
        sums.merge(event.group(2), new BigDecimal(event.group(4)), BigDecimal::add);
      }
    }
    return losesAnswers ? null : new Answer(202, "{\"accepted\":" + events + ",\"rejected\":[]}");
  }

  private synchronized Answer count(String query) {
    if (toAsk != null) {
      return toAsk;
    }
    Answer early = firstToAsk.poll();
    if (early != null) {
      return early;
    }
    Matcher series = SERIES.matcher(query);
    if (!series.find()) {
      return new Answer(400, query);
    }
    String name = series.group(1);
    if (seriesAsked.isEmpty() || !seriesAsked.get(seriesAsked.size() - 1).equals(name)) {
      seriesAsked.add(name);
    }
    BigDecimal count = counts.getOrDefault(name, BigDecimal.ZERO).add(BigDecimal.valueOf(extra));
    return new Answer(
        200,
        "{\"type\":\"tallystick.canary\",\"results\":[{\"subject\":\"" + name + "\",\"count\":"
            + count + ",\"sum\":" + sums.getOrDefault(name, BigDecimal.ZERO)
            + "}],\"asOf\":\"" + Instant.ofEpochMilli(settledMillis) + "\",\"settledUntil\":\""
            + Instant.ofEpochMilli(settledMillis) + "\",\"partial\":false}");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
