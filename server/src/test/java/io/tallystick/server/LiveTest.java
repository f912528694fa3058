package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.NodeStatus.Partition;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.server.live.Presentation;
import io.tallystick.testkit.rollup.MemoryRollups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: whoever follows a node sees its state and the numbers that were asked for, as they change;
 * many may follow, nobody can make the server keep anything for them, and a stop lets all go.
 */
@Timeout(300)
class LiveTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One for all: questions that are asked later have it in their range. */
  private final int minute = Calendar.minute(System.currentTimeMillis());

  /** Views are of one thread and never change, so each is of a copy. */
  private final List<String> subjects = new ArrayList<>();

  private final RollupReader rollups = () -> {
    MemoryRollups copy = new MemoryRollups();
    copy.freshness(new Freshness(1_795_342_530_250L, 1_795_342_500_000L, false));
    List<String> now;
    synchronized (subjects) {
      now = List.copyOf(subjects);
    }
    for (String subject : now) {
      copy.count(0, "view", Dimension.TOTAL, List.of(), minute, 1, 0);
      copy.count(0, "view", Dimension.SUBJECT, List.of(subject), minute, 1, 0);
    }
    return copy.open();
  };

  private final TestServer node = new TestServer(
      TestServer.SETTINGS,
      EventLimits.DEFAULT,
      rollups,
      Dimensions.SUBJECT_ONLY,
      new Presentation(max -> types(), "{\"settings\":[]}", ""),
      "all");

  @AfterEach
  void close() {
    node.close();
  }

  private List<String> types() {
    synchronized (subjects) {
      return subjects.isEmpty() ? List.of() : List.of("view");
    }
  }

  private void count(String... more) {
    synchronized (subjects) {
      subjects.addAll(List.of(more));
    }
  }

  private LiveClient follow(String query) throws IOException {
    return new LiveClient(node.server.port(), "/v1/live" + query);
  }

  @Test
  void theStateOfTheNodeComesAtOnceAndGoesOn() throws Exception {
    node.status.partitions = List.of(
        new Partition(0, 0, 10, 8, 5, new Tally(new Fates(5, 2, 1), Fates.NONE), 0, 1, 6, 96, 0));
    count("A", "A", "B");
    try (LiveClient reader = follow("")) {
      assertThat(reader.status).contains("200");
      assertThat(reader.headers)
          .contains("content-type: text/event-stream", "cache-control: no-cache");
      JsonNode first = JSON.readTree(reader.next("node").data());
      assertThat(first.get("ready").asBoolean()).isTrue();
      assertThat(reader.retryMillis).isBetween(1_000L, 3_000L);
      long id = 0;
      JsonNode moment = first;
      while (moment.get("types").isEmpty()) {
        LiveClient.Message next = reader.next("node");
        assertThat(next.id()).isGreaterThan(id);
        id = next.id();
        moment = JSON.readTree(next.data());
      }
      assertThat(moment.get("totals").toString())
          .isEqualTo("{\"accepted\":10,\"counted\":5,\"duplicate\":2,\"deadLettered\":1,"
              + "\"inFlight\":2}");
      assertThat(moment.at("/types/0/type").asText()).isEqualTo("view");
      assertThat(moment.at("/types/0/count").asInt()).isEqualTo(3);
      assertThat(moment.get("openDeadLetters").asInt()).isEqualTo(1);
    }
  }

  @Test
  void theFirstTypeIsShownAsSoonAsItIsCounted() throws Exception {
    try (LiveClient reader = follow("")) {
      assertThat(JSON.readTree(reader.next("node").data()).get("types")).isEmpty();
      count("A");
      long countedMillis = System.currentTimeMillis();
      LiveClient.Message message = reader.next("node");
      while (message.id() <= countedMillis) {
        message = reader.next("node");
      }
      // the first sample that has begun since
      assertThat(JSON.readTree(message.data()).get("types")).isNotEmpty();
    }
  }

  @Test
  void totalsAndLeadersFollowTheCounts() throws Exception {
    count("A");
    try (LiveClient reader = follow("?type=view&subject=A&subject=B&top=subject&k=2&last=24h")) {
      JsonNode totals = JSON.readTree(reader.next("totals").data());
      assertThat(totals.get("results").toString())
          .isEqualTo("[{\"subject\":\"A\",\"count\":1},{\"subject\":\"B\",\"count\":0}]");
      assertThat(totals.has("start")).isTrue();
      count("B", "B");
      JsonNode leaders = JSON.readTree(reader.next("top").data());
      while (leaders.get("results").size() < 2) {
        leaders = JSON.readTree(reader.next("top").data());
      }
      assertThat(leaders.get("results").toString())
          .isEqualTo("[{\"subject\":\"B\",\"count\":2},{\"subject\":\"A\",\"count\":1}]");
    }
  }

  @Test
  void manyReadersShareWhatIsSent() throws Exception {
    count("A");
    List<LiveClient> readers = new ArrayList<>();
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      readers.add(follow("?type=view&subject=A"));
    }
    for (LiveClient reader : readers) {
      first.add(reader.next("totals").data());
    }
    // one answer for all; it may have been made anew while they came
    assertThat(first.size()).isLessThan(20);
    assertThat(node.get("/metrics").body()).contains("tallystick_live_questions 1.0");
    for (LiveClient reader : readers) {
      reader.close();
    }
    while (!node.get("/metrics").body().contains("tallystick_live_readers 0.0")) {
      Thread.sleep(20);
    }
    assertThat(node.get("/metrics").body()).contains("tallystick_live_questions 0.0");
  }

  @Test
  void moreQuestionsThanTheLimitAreRefused() throws Exception {
    List<LiveClient> readers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      LiveClient reader = follow("?type=view&subject=" + i);
      assertThat(reader.status).contains("200");
      readers.add(reader);
    }
    try (LiveClient refused = follow("?type=view&subject=more")) {
      assertThat(refused.status).contains("429");
      assertThat(refused.headers).contains("retry-after: 1");
    }
    try (LiveClient known = follow("?type=view&subject=7")) {
      assertThat(known.status).contains("200");
    }
    for (LiveClient reader : readers) {
      reader.close();
    }
  }

  @Test
  void aStopEndsTheStreams() throws Exception {
    try (LiveClient reader = follow("")) {
      reader.next("node");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(node::close);
      LiveClient.Message message = reader.next();
      while (message != null) {
        message = reader.next();
      }
      closed.get(60, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?typo=view                     | unknown-parameter | type",
        "?top=subject                   | missing-parameter | type: missing",
        "?type=view&k=3                 | missing-parameter | top: missing",
        "?type=view&top=subject&k=101   | invalid-parameter | k: 101",
        "?type=view&last=soon           | invalid-parameter | last: soon",
        "?type=view&last=400d           | invalid-parameter | last: 400d",
        "?type=view&top=device          | undeclared-dimension | dimension: device",
        "?type=view&function=most       | invalid-parameter | function: most",
      })
  void whatIsWrongIsRefused(String query, String code, String detail) {
    var answer = node.get("/v1/live" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"").contains(detail);
  }

  @Test
  void tooManySeriesAreRefused() {
    StringBuilder query = new StringBuilder("/v1/live?type=view");
    for (int i = 0; i < 21; i++) {
      query.append("&subject=").append(i);
    }
    assertThat(node.get(query.toString()).body()).contains("answer-too-large", "series: 21");
  }

  @Test
  void theHistoryHasAnHourOfStepsFromTheBeginning() throws Exception {
    JsonNode history = JSON.readTree(node.get("/v1/history").body());
    assertThat(history.get("stepSeconds").asInt() * history.get("steps").asInt())
        .isEqualTo(3600);
    assertThat(history.get("canary").size()).isEqualTo(history.get("steps").asInt());
  }

  @Test
  void theConfigurationIsShown() {
    assertThat(node.get("/v1/config").body()).isEqualTo("{\"settings\":[]}");
  }
}
