package io.tallystick.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cli.CommandRun;
import io.tallystick.cli.RecordingNode;
import io.tallystick.cli.RecordingNode.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: flags become the question that they mean, and answers become text with every digit. */
class QueryCommandsTest {

  private RecordingNode node;

  @BeforeEach
  void startNode() throws Exception {
    node = new RecordingNode();
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  private CommandRun run(Object command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", node.url() + "/"));
    return new CommandRun(command, all.toArray(String[]::new));
  }

  private void answer(String body) {
    node.answer(new Answer(200, body, Map.of()));
  }

  @Test
  void totalsOfSubjects() {
    answer("""
        {"type":"view","results":[
          {"subject":"A","count":3,"average":4.50},
          {"subject":"B é","count":0,"average":null}],
         "asOf":"2026-11-22T10:00:01Z","settledUntil":"2026-11-22T10:00:00Z","partial":false}
        """);
    CommandRun run = run(
        new QueryCommand(),
        "--type",
        "view",
        "--subject",
        "A",
        "--subject",
        "B é",
        "--function",
        "count,average",
        "--start",
        "2026-11-22",
        "--end",
        "1763856000000");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.questions())
        .containsExactly("/v1/stats?type=view&subject=A&subject=B+%C3%A9&function=count%2Caverage"
            + "&start=2026-11-22T00%3A00%3A00Z&end=1763856000000");
    assertThat(run.out().lines())
        .containsExactly(
            "subject  count  average",
            "A            3     4.50",
            "B é          0        -",
            "settled until 2026-11-22T10:00:00Z");
  }

  @Test
  void pointsAreDrawn() {
    answer("""
        {"type":"view","start":"2026-11-22T08:00:00Z","end":"2026-11-22T12:00:00Z",
         "granularity":"hour","results":[{"subject":"A","count":24,"points":[
          {"start":"2026-11-22T08:00:00Z","count":16},
          {"start":"2026-11-22T10:00:00Z","count":8}]}],
         "asOf":"2026-11-22T12:00:01Z","settledUntil":"2026-11-22T12:00:00Z","partial":false}
        """);
    CommandRun run = run(
        new QueryCommand(),
        "--type",
        "view",
        "--subject",
        "A",
        "--start",
        "2026-11-22T08:00Z",
        "--end",
        "2026-11-22T12:00Z",
        "--granularity",
        "hour",
        "--plot");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "subject=A count 24",
            "16 ┤█",
            "   ┤█",
            "   ┤█",
            "   ┤█",
            "   ┤█ █",
            "   ┤█ █",
            "   ┤█ █",
            " 0 ┤█ █",
            "    2026-11-22T08:00:00Z … 2026-11-22T12:00:00Z, a column is one hour",
            "",
            "settled until 2026-11-22T12:00:00Z");
  }

  @Test
  void aPlotNeedsPoints() {
    CommandRun run = run(new QueryCommand(), "--type", "view", "--plot");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--plot: without --granularity");
  }

  @Test
  void aWatchedListIsAskedForAgainAndShownWhenItMoves() {
    String list =
        "{\"type\":\"view\",\"results\":[{\"subject\":\"A\",\"count\":%d}],\"partial\":false}";
    answer(list.formatted(1));
    answer(list.formatted(1));
    node.answer(Answer.problem(503, "unavailable", "node: starting"));
    answer(list.formatted(2));
    CommandRun run = run(new TopCommand(), "--type", "view", "--watch", "--times", "4");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(
            run.out().lines().map(String::strip).filter(line -> !line.isEmpty()).toList())
        .hasSizeBetween(6, 7)
        .startsWith("subject  count", "A            1")
        .contains("trying again")
        .endsWith("subject  count", "A            2");
  }

  @Test
  void pointsAndTotal() {
    answer("""
        {"type":"view","granularity":"hour","results":[{"country":"DE","sum":1e2,
          "points":[{"start":"2026-11-22T10:00:00Z","sum":99.999999999},
                    {"start":"2026-11-22T11:00:00Z","sum":0.000000001}]}],
         "settledUntil":null,"partial":true}
        """);
    CommandRun run = run(
        new QueryCommand(),
        "--type",
        "view",
        "--dimension",
        "country=DE",
        "--function",
        "sum",
        "--granularity",
        "hour");
    assertThat(node.questions())
        .containsExactly("/v1/stats?type=view&country=DE&function=sum&granularity=hour");
    assertThat(run.out().lines())
        .containsExactly(
            "country  start                          sum",
            "DE       2026-11-22T10:00:00Z  99.999999999",
            "DE       2026-11-22T11:00:00Z   0.000000001",
            "DE       total                          100",
            "partial: a part of the answer is missing");
  }

  @Test
  void leaders() {
    answer("{\"results\":[{\"subject\":\"A\",\"country\":\"DE\",\"count\":12}]}");
    CommandRun run = run(
        new TopCommand(),
        "--type",
        "view",
        "--dimension",
        "subject,country",
        "--filter",
        "country=DE",
        "--k",
        "3");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.questions())
        .containsExactly(
            "/v1/top?type=view&dimension=subject%2Ccountry&country=DE&function=count&k=3");
    assertThat(run.out().lines())
        .containsExactly("subject  country  count", "A        DE          12");
  }

  @Test
  void theLastHours() {
    answer("{\"results\":[]}");
    run(new TopCommand(), "--type", "view", "--last", "2h");
    assertThat(node.questions().get(0))
        .matches(".*&start=[-\\dT]+%3A\\d\\d%3A00Z&end=[-\\dT]+%3A\\d\\d%3A00Z");
    assertThat(run(new TopCommand(), "--type", "view", "--last", "2 h").err())
        .contains("--last: 2 h (expected: such as 30m, 24h or 7d)");
    assertThat(run(new TopCommand(), "--type", "view", "--last", "2h", "--end", "1")
            .exitCode())
        .isEqualTo(2);
  }

  @Test
  void halfARangeIsCompleted() {
    answer("{\"results\":[]}");
    run(new QueryCommand(), "--type", "view", "--to", "2026-11-22");
    answer("{\"results\":[]}");
    run(new QueryCommand(), "--type", "view", "--from", "2026-11-22T10:00Z");
    assertThat(node.questions().get(0))
        .endsWith("&start=0001-01-01T00%3A00%3A00Z&end=2026-11-22T00%3A00%3A00Z");
    assertThat(node.questions().get(1))
        .matches(".*&start=2026-11-22T10%3A00%3A00Z&end=[-\\dT]+%3A\\d\\d%3A00Z");
  }

  @Test
  void jsonIsTheAnswerAsItIs() {
    String body = "{\"results\":[{\"count\":3.0}],  \"asOf\":null}";
    answer(body);
    assertThat(run(new QueryCommand(), "--type", "view", "--json").out().strip())
        .isEqualTo(body);
  }

  @Test
  void problemsAreReadable() {
    node.answer(Answer.problem(400, "undeclared-dimension", "city: unknown (expected: subject)"));
    CommandRun run = run(new QueryCommand(), "--type", "view", "--dimension", "city=X");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo("undeclared-dimension: city: unknown (expected: subject)");
    node.answer(new Answer(502, "<html>bad gateway</html>", Map.of()));
    assertThat(run(new QueryCommand(), "--type", "view").err())
        .contains("answers 502 (expected: a Tallystick node): <html>bad gateway</html>");
    assertThat(run(new QueryCommand(), "--type", "view", "--dimension", "X").err())
        .contains("--dimension: X (expected: NAME=VALUE)");
    node.close();
    run = run(new QueryCommand(), "--type", "view");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("no server answers at http://127.0.0.1:");
  }

  @Test
  void addressesThatAreNone() {
    assertThat(new CommandRun(new StatusCommand(), "--url", "ftp://x").err())
        .contains("--url: ftp://x (expected: such as http://127.0.0.1:8080)");
    assertThat(new CommandRun(new StatusCommand(), "--url", "http://a b").exitCode())
        .isEqualTo(2);
  }

  @Test
  void status() {
    String body = """
        {"ready":%s,"state":"%s","failure":%s,"imbalances":[%s],
         "canary":{"state":"exact","problem":null,"events":5,"mismatches":0,"visibleMillis":4.125,
           "exactAt":"2026-11-22T10:00:00.250Z"},
         "pressures":[
           {"reason":"disk-nearly-full","measured":"free bytes of the disk","refusing":true,
            "value":41943040,"limit":67108864},
           {"reason":"memory-short","measured":"bytes of the heap in use","refusing":false,
            "value":1,"limit":2}],
         "version":"0.1.0","uptimeMillis":3723000,
         "dimensions":[["subject"],["subject","country"]],
         "totals":{"accepted":1234,"counted":1200,"duplicate":30,"deadLettered":0,"inFlight":4},
         "partitions":[{"partition":0,"logBegin":0,"logEnd":1234,"processedOffset":1230,
           "committedOffset":1000,"counted":1200,"duplicate":30,"deadLettered":0,"inFlight":4,
           "deduplicationIds":1200,"deduplicationMemoryBytes":9,"deduplicationDiskIds":7}]}
        """;
    answer(body.formatted("true", "ready", "null", ""));
    CommandRun run = run(new StatusCommand());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(" is ready, version 0.1.0, up 1 h 2 min")
        .contains("canary: exact, last events visible after 4.125 ms,"
            + " exact at 2026-11-22T10:00:00.250Z")
        .contains("refuses events: disk-nearly-full, free bytes of the disk 41,943,040,"
            + " limit 67,108,864")
        .doesNotContain("memory-short")
        .contains("dimensions: subject, subject x country")
        .contains("1,234 accepted = 1,200 counted + 30 duplicate + 0 dead-lettered + 4 in flight")
        .contains("ids on disk");
    answer(body.formatted("false", "failed", "\"partition 0: disk full\"", ""));
    run = run(new StatusCommand());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("failure: partition 0: disk full");
    answer(body.formatted("false", "ready", "null", "\"partition 1: 2 lost\""));
    run = run(new StatusCommand());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains(" is not ready, ")
        .contains("ledger does not add up: partition 1: 2 lost");
  }
}
