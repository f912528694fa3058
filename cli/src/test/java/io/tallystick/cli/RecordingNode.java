package io.tallystick.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server that takes events as a node does, keeps them by id, and fails when it is told
 * to. Thread-safe.
 */
public final class RecordingNode implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the node answers instead of doing its work. */
  public record Answer(int status, String body, Map<String, String> headers) {

    public static Answer problem(int status, String code, String detail) {
      ObjectNode problem = JSON.createObjectNode();
      problem.put("status", status).put("code", code).put("detail", detail);
      return new Answer(status, problem.toString(), Map.of());
    }

    public Answer with(String name, String value) {
      return new Answer(status, body, Map.of(name, value));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Answer> programmed = new ConcurrentLinkedQueue<>();
  private final Map<String, JsonNode> eventsById = new LinkedHashMap<>();
  private final List<List<String>> batches = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private volatile Predicate<JsonNode> rejects = event -> false;
  private volatile int batchEventsMax = Integer.MAX_VALUE;
  private volatile int requestsUntilDeath = Integer.MAX_VALUE;
  private volatile int answersToLose;

  public RecordingNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers the next request so, whatever it is. */
  public void answer(Answer answer) {
    programmed.add(answer);
  }

  /** Rejects these events and takes the others. */
  public void reject(Predicate<JsonNode> events) {
    rejects = events;
  }

  /** Refuses larger requests as a whole. */
  public void batchEventsMax(int max) {
    batchEventsMax = max;
  }

  /** After this many requests it takes nothing and answers nothing any more. */
  public void dieAfter(int requests) {
    requestsUntilDeath = requests;
  }

  /** The next answers do not arrive, though their events are taken. */
  public void loseAnswers(int answers) {
    answersToLose = answers;
  }

  /** The events in the order of their first arrival. */
  public synchronized List<JsonNode> events() {
    return List.copyOf(eventsById.values());
  }

  /** The lines of the bodies that were taken, copies included. */
  public synchronized List<List<String>> batches() {
    return List.copyOf(batches);
  }

  /** How many events were taken, copies included. */
  public int arrivals() {
    return batches().stream().mapToInt(List::size).sum();
  }

  /** Paths and queries of the requests that bring no events. */
  public synchronized List<String> questions() {
    return List.copyOf(questions);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answerTo(exchange);
      if (answer == null) {
        return;
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private synchronized @Nullable Answer answerTo(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    Answer next = programmed.poll();
    if (!exchange.getRequestURI().getPath().equals("/v1/events")) {
      questions.add(exchange.getRequestURI().toString());
    }
    if (next != null) {
      return next;
    }
    if (!exchange.getRequestURI().getPath().equals("/v1/events")) {
      return new Answer(404, "", Map.of());
    }
    if (requestsUntilDeath == 0) {
      return null;
    }
    requestsUntilDeath--;
    Answer answer = take(new String(body, StandardCharsets.UTF_8).lines().toList());
    if (answersToLose > 0) {
      answersToLose--;
      return null;
    }
    return answer;
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream raw = exchange.getRequestBody();
    try (InputStream in = gzip ? new GZIPInputStream(raw) : raw) {
      return in.readAllBytes();
    }
  }

  private Answer take(List<String> lines) throws IOException {
    if (lines.size() > batchEventsMax) {
      return Answer.problem(413, "batch-too-large", "events: " + lines.size());
    }
    batches.add(lines);
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rejected = JSON.createArrayNode();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode event = JSON.readTree(lines.get(i));
      if (rejects.test(event)) {
        rejected
            .addObject()
            .put("index", i)
            .put("id", event.path("id").asText())
            .put("code", "invalid-value")
            .put("message", "value: x (expected: a number)");
      } else {
        eventsById.putIfAbsent(
            event.path("source").asText() + "/" + event.path("id").asText(), event);
      }
    }
    answer.put("accepted", lines.size() - rejected.size()).set("rejected", rejected);
    if (rejected.size() == lines.size()) {
      answer.put("code", "invalid-value").put("detail", "all of them");
      return new Answer(400, answer.toString(), Map.of());
    }
    return new Answer(202, answer.toString(), Map.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
