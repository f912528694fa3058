package io.tallystick.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Talks HTTP to one node. Thread-safe. */
public final class NodeClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final int SHOWN_CHARS_MAX = 300;
  private static final int BUSY_TRIES = 30;

  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  private final URI base;
  private final HttpClient http;

  /**
   * An answer of the node.
   *
   * @param status the HTTP status
   * @param text the body
   * @param json the body as JSON; missing when it is none
   * @param retryAfterMillis how long the node asks to wait; 0: it does not ask
   */
  public record Answer(int status, String text, JsonNode json, long retryAfterMillis) {

    /**
     * Prints the answer.
     *
     * @param asJson as the node gave it; otherwise in the words of {@code inWords}
     */
    public void print(PrintWriter out, boolean asJson, Function<JsonNode, ?> inWords) {
      out.print(asJson ? text.strip() + System.lineSeparator() : inWords.apply(json));
      out.flush();
    }
  }

  /**
   * A client of the node at {@code base}.
   *
   * @param base such as {@code http://127.0.0.1:8080}; paths are added to it
   */
  public NodeClient(URI base) {
    this.base = base;
    // HTTP/1.1: an upgrade to HTTP/2 without TLS would cost a round trip and gain nothing here
    this.http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  /** Where the node is. */
  public URI base() {
    return base;
  }

  /** A request to be completed. */
  public HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(REQUEST_TIMEOUT);
  }

  /**
   * Sends a request and waits for the answer, whatever its status.
   *
   * @throws IOException when there is no answer
   */
  public Answer exchange(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    long retryAfterMillis = response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(seconds -> Long.parseLong(seconds) * 1000)
        .orElse(0L);
    return new Answer(response.statusCode(), text, parsed(text), retryAfterMillis);
  }

  /**
   * Asks for {@code path}.
   *
   * @param parameters names with their values, in order
   * @throws CommandFailure when there is no answer, or a problem instead of one
   */
  public Answer get(String path, List<Map.Entry<String, String>> parameters)
      throws InterruptedException {
    Answer answer;
    try {
      answer = exchange(request(path + query(parameters)).build());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, shown(e), e);
    }
    if (answer.status() != 200) {
      throw new CommandFailure(ExitCode.REFUSED, shown(answer));
    }
    return answer;
  }

  /**
   * Posts JSON to {@code path}; waits and tries again while the node is busy.
   *
   * @throws CommandFailure when there is no answer, or a problem instead of one
   */
  public Answer post(String path, JsonNode body) throws InterruptedException {
    HttpRequest request = request(path)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
    try {
      Answer answer = exchange(request);
      for (int i = 0; i < BUSY_TRIES && answer.retryAfterMillis() > 0; i++) {
        Thread.sleep(answer.retryAfterMillis());
        answer = exchange(request);
      }
      if (answer.status() != 200) {
        throw new CommandFailure(ExitCode.REFUSED, shown(answer));
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, shown(e), e);
    }
  }

  /**
   * Copies what {@code pathAndQuery} holds, however much it is.
   *
   * @throws CommandFailure when there is no answer, or a problem instead of one
   * @throws IOException when {@code target} cannot be written, or the answer breaks off
   */
  public void download(String pathAndQuery, OutputStream target)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response =
          http.send(request(pathAndQuery).build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, shown(e), e);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw new CommandFailure(
            ExitCode.REFUSED, shown(new Answer(response.statusCode(), text, parsed(text), 0)));
      }
      body.transferTo(target);
    }
  }

  /** Names with their values as a query, with its question mark; empty when there are none. */
  public static String query(List<Map.Entry<String, String>> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.stream()
            .map(parameter -> parameter.getKey() + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** A refusal of the node in words. */
  public String shown(Answer answer) {
    String detail = answer.json().path("detail").asText();
    if (!detail.isEmpty()) {
      return answer.json().path("code").asText() + ": " + detail;
    }
    String text = answer.text().strip().replaceAll("\\s+", " ");
    String cut = text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    return base + " answers " + answer.status() + " (expected: a Tallystick node)"
        + (cut.isEmpty() ? "" : ": " + cut);
  }

  /** A failure to get an answer in words. */
  public String shown(@Nullable IOException failure) {
    if (failure instanceof ConnectException) {
      return "no server answers at " + base
          + " (expected: a node there; start one with: tallystick serve)";
    }
    if (failure instanceof HttpTimeoutException) {
      return "no answer from " + base + " in time";
    }
    return "no answer from " + base + ": " + failure;
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return json == null ? MissingNode.getInstance() : json;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
