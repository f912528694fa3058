package io.tallystick.qa.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a system whatever the scenarios say and compares every answer. Knows two addresses: one that
 * takes events, one that answers; on one machine both are the same. Single-threaded.
 */
public final class GoldenRun {

  /*
   * What was acknowledged is in answers a moment later. So before each question it waits until the
   * ledger has a fate for everything that was acknowledged and the fates are committed; the first
   * answer then counts, right or wrong. Only "try again later" is tried again.
   */

  private static final Duration REQUEST_TIME_MAX = Duration.ofMinutes(2);
  private static final long SETTLE_NANOS_MAX = Duration.ofMinutes(5).toNanos();
  private static final int POLL_MILLIS = 20;
  private static final Pattern LETTER = Pattern.compile("\\$\\{dead-letter ([^ ]+) ([^ }]+)}");
  private static final String LEDGER = "/v1/ledger";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI ingest;
  private final URI query;
  private final List<String> differences = new ArrayList<>();
  private long accepted;
  private boolean settled = true;
  private int steps;

  /**
   * @param ingest where events are sent
   * @param query where everything else is asked
   */
  public GoldenRun(URI ingest, URI query) {
    this.ingest = ingest;
    this.query = query;
  }

  /** Steps that were run. */
  public int steps() {
    return steps;
  }

  /**
   * Runs scenarios in their order.
   *
   * @return what differs, each with its place; nothing when all is as it must be
   * @throws IllegalStateException when the system has taken events before
   */
  public List<String> run(List<GoldenScenario> scenarios) throws IOException, InterruptedException {
    long before = get(LEDGER).json().at("/total/accepted").asLong();
    if (before != 0) {
      throw new IllegalStateException(
          "events before: " + before + " (expected: none, the answers are those of a new system)");
    }
    for (GoldenScenario scenario : scenarios) {
      for (GoldenStep step : scenario.steps()) {
        run(scenario.name() + ".txt, line " + step.line(), step);
      }
    }
    return differences;
  }

  private void run(String place, GoldenStep step) throws IOException, InterruptedException {
    steps++;
    if (!step.sendsEvents()) {
      settle();
    }
    String target = withLetters(step.target());
    String body = withLetters(String.join("\n", step.body()));
    Answer answer = answered(step, target, body);
    if (step.method().equals("POST")) {
      accepted += acknowledged(answer);
      settled = false;
    }
    String masked = GoldenMask.masked(answer.body().stripTrailing());
    if (answer.status() != step.status() || !masked.equals(step.answer())) {
      differences.add(place + ": " + step.method() + " " + target + "\n  expected " + step.status()
          + " " + step.answer() + "\n  answered " + answer.status() + " " + masked);
    }
  }

  /** Accepted events, or replays: each of these is one more accepted event. */
  private static long acknowledged(Answer answer) throws IOException {
    long events = answer.json().path("accepted").asLong();
    for (JsonNode result : answer.json().path("results")) {
      String outcome = result.path("outcome").asText();
      events += outcome.equals("counted") || outcome.equals("deadLettered") ? 1 : 0;
    }
    return events;
  }

  private Answer answered(GoldenStep step, String target, String body)
      throws IOException, InterruptedException {
    return notLater(
        step.status(),
        () -> step.method().equals("GET")
            ? get(target)
            : post(step.sendsEvents() ? ingest : query, target, body, step.sendsEvents()));
  }

  private interface Question {
    Answer ask() throws IOException, InterruptedException;
  }

  /** Asks again while the answer is "try again later", unless that is the expected status. */
  private static Answer notLater(int expected, Question question)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      Answer answer = question.ask();
      boolean later = answer.status() == 429 || answer.status() == 503;
      if (!later || answer.status() == expected || System.nanoTime() - begin > SETTLE_NANOS_MAX) {
        return answer;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void settle() throws IOException, InterruptedException {
    if (settled) {
      return;
    }
    long begin = System.nanoTime();
    await(
        begin,
        LEDGER,
        json -> json.at("/total/accepted").asLong() == accepted
            && json.at("/total/inFlight").asLong() == 0);
    JsonNode ends = get("/v1/status").json().path("partitions");
    await(begin, "/v1/status", json -> isCommitted(json.path("partitions"), ends));
    settled = true;
  }

  private static boolean isCommitted(JsonNode partitions, JsonNode ends) {
    for (int i = 0; i < ends.size(); i++) {
      if (partitions.path(i).path("committedOffset").asLong()
          < ends.path(i).path("logEnd").asLong()) {
        return false;
      }
    }
    return partitions.size() == ends.size() && !ends.isEmpty();
  }

  private interface Condition {
    boolean holds(JsonNode json);
  }

  private void await(long beginNanos, String path, Condition condition)
      throws IOException, InterruptedException {
    while (true) {
      Answer answer = get(path);
      if (answer.status() == 200 && condition.holds(answer.json())) {
        return;
      }
      if (System.nanoTime() - beginNanos > SETTLE_NANOS_MAX) {
        throw new IllegalStateException(path + ": " + answer + " (expected: all of the " + accepted
            + " events that were acknowledged have a fate, and it is committed)");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private String withLetters(String text) throws IOException, InterruptedException {
    Matcher matcher = LETTER.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(out, Matcher.quoteReplacement(letter(matcher)));
    }
    return matcher.appendTail(out).toString();
  }

  private String letter(Matcher matcher) throws IOException, InterruptedException {
    String path = "/v1/events/" + URLEncoder.encode(matcher.group(2), StandardCharsets.UTF_8)
        + "?source=" + URLEncoder.encode(matcher.group(1), StandardCharsets.UTF_8);
    Answer answer = notLater(200, () -> get(path));
    String id = answer.json().at("/deadLetter/id").asText();
    return id.isEmpty() ? "none" : id;
  }

  private Answer get(String target) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(query.resolve(target)));
  }

  private Answer post(URI base, String target, String body, boolean lines)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(base.resolve(target))
        .header("content-type", lines ? "application/x-ndjson" : "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(
        request.timeout(REQUEST_TIME_MAX).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response.body());
  }
}
