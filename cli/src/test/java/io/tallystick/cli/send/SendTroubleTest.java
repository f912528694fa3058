package io.tallystick.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.cli.CommandRun;
import io.tallystick.cli.RecordingNode;
import io.tallystick.cli.RecordingNode.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever the server or the run goes through, every line is sent, none counts twice, and
 * what was not counted is named with its reason.
 */
class SendTroubleTest {

  private static final int LINES = 950;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;

  private RecordingNode node;
  private Path file;
  private Path state;

  @BeforeEach
  void startNode() throws Exception {
    node = new RecordingNode();
    state = directory.resolve("state");
    file = directory.resolve("likes.csv");
    StringBuilder text = new StringBuilder("page,likes\n");
    for (int i = 0; i < LINES; i++) {
      text.append("page").append(i).append(',').append(i).append('\n');
    }
    Files.writeString(file, text);
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  /** However slow this machine is, what comes right in the end is waited for. */
  private CommandRun send(String... arguments) {
    return sendTrying(60, arguments);
  }

  private CommandRun sendTrying(int seconds, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(
        file.toString(),
        "--subject",
        "page",
        "--type-literal",
        "like",
        "--value",
        "likes",
        "--batch",
        "100",
        "--url",
        node.url(),
        "--quiet",
        "--retry-for",
        Integer.toString(seconds)));
    return new CommandRun(new SendCommand(), all.toArray(String[]::new));
  }

  @Test
  void overloadIsWaitedOut() {
    node.answer(Answer.problem(429, "overloaded", "busy").with("Retry-After", "1"));
    node.answer(Answer.problem(503, "unavailable", "starting"));
    node.answer(new Answer(502, "<html>", Map.of()));
    CommandRun run = send("--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"accepted\":950").contains("\"retries\":3");
    assertThat(node.events()).hasSize(LINES);
    assertThat(node.arrivals()).isEqualTo(LINES);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAgainAndNothingCountsTwice() {
    node.loseAnswers(3);
    CommandRun run = send("--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"accepted\":950").contains("\"retries\":");
    assertThat(node.arrivals()).isGreaterThan(LINES);
    assertThat(node.events()).hasSize(LINES);
  }

  @Test
  void whenNobodyAnswersItGivesUp() {
    node.close();
    CommandRun run = sendTrying(1, "--json");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("no server answers at " + node.url());
    assertThat(run.out()).contains("\"accepted\":0").contains("\"failure\":\"no server");
  }

  @Test
  void aServerThatIsNoNodeEndsTheRun() {
    node.answer(new Answer(404, "nothing here", Map.of()));
    CommandRun run = send("--concurrency", "1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("answers 404 (expected: a Tallystick node): nothing here");
    assertThat(node.arrivals()).isLessThan(LINES);
  }

  @Test
  void anAnswerThatDoesNotAddUpEndsTheRun() {
    node.answer(new Answer(202, "{\"accepted\":7,\"rejected\":[]}", Map.of()));
    CommandRun run = send();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("does not add up");
  }

  @Test
  void aRefusedBatchIsHalvedUntilItFits() {
    node.batchEventsMax(30);
    CommandRun run = send();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.events()).hasSize(LINES);
    assertThat(node.batches()).allMatch(batch -> batch.size() <= 30);
  }

  @Test
  void anEventThatIsRefusedAloneIsRejected() throws Exception {
    Files.writeString(file, "page,likes\nA,1\nB,2\nC,3\n");
    node.batchEventsMax(0);
    CommandRun run = send("--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"rejected\":3")
        .contains("\"rejectedByCode\":{\"batch-too-large\":3}");
  }

  @Test
  void rejectedLinesAreWrittenDownWithTheReason() throws Exception {
    Files.writeString(file, "tail,\n,5\n", StandardOpenOption.APPEND);
    node.reject(event -> event.path("subject").asText().endsWith("7"));
    Path rejected = directory.resolve("rejected.ndjson");
    CommandRun run = send("--rejected", rejected.toString(), "--concurrency", "1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("855 accepted, 97 rejected")
        .contains("invalid-value 95, missing-field 2")
        .contains("likes.csv:9: invalid-value, value: x (expected: a number)");
    List<String> lines = Files.readAllLines(rejected);
    assertThat(lines).hasSize(97);
    JsonNode first = JSON.readTree(lines.get(0));
    assertThat(first.path("file").asText()).isEqualTo(file.toString());
    assertThat(first.path("line").asInt()).isEqualTo(9);
    assertThat(first.path("code").asText()).isEqualTo("invalid-value");
    assertThat(first.path("original").asText()).isEqualTo("page7,7");
    assertThat(lines).filteredOn(line -> line.contains("missing-field")).hasSize(2);
  }

  @Test
  void whenAllAreRejectedTheAnswerIsAProblemThatNamesThem() {
    node.reject(event -> true);
    CommandRun run = send("--json");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"accepted\":0,\"rejected\":950");
    assertThat(node.arrivals()).isEqualTo(LINES);
  }

  @Test
  void aRunGoesOnWhereAnotherOneHasStopped() throws Exception {
    node.dieAfter(5);
    // one after the other: all answers that there are have come when it gives up
    CommandRun first = sendTrying(1, "--resume", state.toString(), "--json", "--concurrency", "1");
    assertThat(first.exitCode()).isEqualTo(3);
    assertThat(first.out()).contains("\"accepted\":500");
    node.dieAfter(Integer.MAX_VALUE);
    CommandRun second = send("--resume", state.toString(), "--json");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("\"accepted\":450").contains("\"sentBefore\":500");
    assertThat(node.arrivals()).isEqualTo(LINES);
    assertThat(node.events()).hasSize(LINES);
  }

  @Test
  void whatWasOnTheWayWhenARunWasKilledIsSentAgainAndCountsOnce() throws Exception {
    node.loseAnswers(Integer.MAX_VALUE);
    assertThat(sendTrying(1, "--resume", state.toString()).exitCode()).isEqualTo(3);
    assertThat(node.events()).isNotEmpty();
    node.loseAnswers(0);
    CommandRun second = send("--resume", state.toString(), "--json");
    assertThat(second.out()).contains("\"accepted\":950");
    assertThat(node.events()).hasSize(LINES);
  }

  @Test
  void aFinishedRunHasNothingToSendUntilTheFileGrows() throws Exception {
    send("--resume", state.toString());
    send("--resume", state.toString());
    assertThat(node.arrivals()).isEqualTo(LINES);
    Files.writeString(file, "more,1\n", StandardOpenOption.APPEND);
    CommandRun run = send("--resume", state.toString(), "--json");
    assertThat(run.out()).contains("\"accepted\":1,").contains("\"sentBefore\":950");
    assertThat(node.arrivals()).isEqualTo(LINES + 1);
  }

  @Test
  void anotherFileOfThatNameIsNotResumed() throws Exception {
    send("--resume", state.toString());
    Files.writeString(file, "page,likes\nother,1\n");
    CommandRun run = send("--resume", state.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is about another ").contains("delete " + state);
    Files.writeString(state, "not json");
    assertThat(send("--resume", state.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void whatStandsBeforeAnUnreadablePlaceIsSent() throws Exception {
    Files.writeString(file, "\"never closed\n", StandardOpenOption.APPEND);
    CommandRun run = send();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("likes.csv: cannot be read further, ");
    assertThat(node.events()).hasSize(LINES);
  }
}
