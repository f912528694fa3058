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

/** Goal: the ledger and a receipt read well, and a ledger that does not add up fails a script. */
class LedgerCommandsTest {

  private static final String LINE =
      "\"accepted\":%s,\"counted\":1200,\"duplicate\":30," + "\"deadLettered\":1,\"inFlight\":3";

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

  private static String ledger(String accepted, String imbalances) {
    String line = LINE.formatted(accepted);
    return "{\"total\":{" + line + "},\"partitions\":[{\"partition\":0," + line + "}],"
        + "\"balanced\":" + imbalances.isEmpty() + ",\"imbalances\":[" + imbalances + "],"
        + "\"hours\":[{\"start\":\"2026-11-22T10:00:00.000Z\"," + line + "}],"
        + "\"canary\":{" + LINE.formatted("5") + "}}";
  }

  @Test
  void aLedgerThatAddsUp() {
    answer(ledger("1234", ""));
    CommandRun run = run(new LedgerCommand());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.questions()).containsExactly("/v1/ledger");
    assertThat(run.out().lines())
        .containsExactly(
            "partition  accepted  counted  duplicate  dead-lettered  in flight",
            "0             1,234    1,200         30              1          3",
            "total         1,234    1,200         30              1          3",
            "",
            "hour of arrival    accepted  counted  duplicate  dead-lettered  in flight",
            "2026-11-22T10:00Z     1,234    1,200         30              1          3",
            "",
            "besides, 5 events of the node's own canary, 1,200 of them counted",
            "balanced: every accepted event has exactly one fate, or is about to get it");
  }

  @Test
  void aLedgerThatDoesNotAddUpFails() {
    String body = ledger("1235", "\"partition 0: 1 lost\"");
    answer(body);
    CommandRun run =
        run(new LedgerCommand(), "--start", "2026-11-22", "--end", "2026-11-23T05:00Z");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("NOT balanced:").contains("  partition 0: 1 lost");
    assertThat(node.questions().get(0))
        .isEqualTo("/v1/ledger?start=2026-11-22T00%3A00%3A00Z&end=2026-11-23T05%3A00%3A00Z");
    answer(body);
    run = run(new LedgerCommand(), "--json", "--start", "2026-11-22");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().strip()).isEqualTo(body);
    assertThat(node.questions().get(1)).matches(".*&end=[-\\dT]+%3A00%3A00Z");
    assertThat(run(new LedgerCommand(), "--end", "2026-11-22").exitCode()).isEqualTo(2);
  }

  @Test
  void anEventThatWasCounted() {
    answer("""
        {"source":"web","id":"a/../é","type":"view","subject":"A","time":"2026-11-22T10:00:05.000Z",
         "value":12.50,"attributes":{"country":"DE"},"fate":"counted","partition":1,"offset":17,
         "arrivedAt":"2026-11-22T10:00:05.250Z","committedAt":null,"countedIn":[
           {"dimensions":{},"windows":[{"granularity":"hour","start":"2026-11-22T10:00:00Z"},
             {"granularity":"all","start":null}]},
           {"dimensions":{"subject":"A","country":"DE"},"windows":[
             {"granularity":"hour","start":"2026-11-22T10:00:00Z"},
             {"granularity":"all","start":null}]}],
         "duplicateOf":null,"deadLetter":null,"copies":[
           {"fate":"counted","offset":17,"arrivedAt":"2026-11-22T10:00:05.250Z","committedAt":null,
            "duplicateOf":null,"deadLetter":null},
           {"fate":"duplicate","offset":19,"arrivedAt":"2026-11-22T10:00:06.250Z",
            "committedAt":"2026-11-22T10:00:09.000Z",
            "duplicateOf":{"partition":1,"offset":17},"deadLetter":null}]}
        """);
    CommandRun run = run(new TraceCommand(), "a/../é", "--source", "web");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.questions()).containsExactly("/v1/events/?id=a%2F..%2F%C3%A9&source=web");
    assertThat(run.out().lines())
        .containsExactly(
            "fate: counted",
            "event: source web, id a/../é, type view, subject A, time 2026-11-22T10:00:05.000Z,"
                + " value 12.50",
            "attributes: country=DE",
            "log: partition 1, offset 17; arrived 2026-11-22T10:00:05.250Z, committed not yet",
            "",
            "counted in             hour                  all",
            "all of the type        2026-11-22T10:00:00Z  ever",
            "subject=A, country=DE  2026-11-22T10:00:00Z  ever",
            "",
            "copy at offset  arrived                   committed                 fate",
            "17              2026-11-22T10:00:05.250Z  -                         counted",
            "19              2026-11-22T10:00:06.250Z  2026-11-22T10:00:09.000Z"
                + "  duplicate of offset 17");
  }

  @Test
  void aDeadLetter() {
    answer("""
        {"source":"default","id":"1","type":"view","subject":"A","time":"2026-11-22T10:00:05.000Z",
         "value":1,"attributes":{},"fate":"deadLettered","partition":1,"offset":17,
         "arrivedAt":"2026-11-22T10:00:05.250Z","committedAt":"2026-11-22T10:00:09.000Z",
         "countedIn":[],"duplicateOf":null,"deadLetter":{"id":"1-17","reason":"value-too-large",
           "message":"value: 1 (expected: <= 0)","state":"open","note":null},"copies":[{}]}
        """);
    assertThat(run(new TraceCommand(), "1").out().lines().findFirst())
        .hasValue("fate: deadLettered: value-too-large, value: 1 (expected: <= 0);"
            + " dead letter 1-17, open");
  }

  @Test
  void anEventThatWasNeverSeen() {
    node.answer(Answer.problem(404, "not-found", "event: source default, id x (expected: one)"));
    CommandRun run = run(new TraceCommand(), "x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().strip())
        .isEqualTo("not-found: event: source default, id x (expected: one)");
  }
}
