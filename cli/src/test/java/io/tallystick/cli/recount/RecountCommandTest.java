package io.tallystick.cli.recount;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cli.CommandRun;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.RecordingNode;
import io.tallystick.cli.RecordingNode.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a recount is started as asked, watched to its end, and its report told in words. */
final class RecountCommandTest {

  private static final String DIFFERENT = """
      {"id":3,"state":"done","events":1200,"windows":40,"clean":false,"differences":101,
       "exportMillis":1500,"recountMillis":2500,
       "causes":{"lost":0,"doubled":101,"corrupted":0,"unknown":0},
       "listed":[{"type":"view","series":{"subject":"A"},"partition":1,"granularity":"hour",
         "window":"2026-11-22T10:00:00Z","cause":"doubled",
         "expected":{"count":2,"sum":2,"min":1,"max":1},"stored":null}],
       "fateDifferences":0,"fatesListed":[],"ledgerDifferences":[],"archiveProblems":[],
       "wrongRows":7,"repairedRows":%d,"repair":%s,"notes":["something"]}
      """;

  private RecordingNode node;

  @BeforeEach
  void startNode() throws Exception {
    node = new RecordingNode();
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  private CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", node.url() + "/"));
    return new CommandRun(new RecountCommand(), all.toArray(String[]::new));
  }

  private void answer(int status, String body) {
    node.answer(new Answer(status, body, Map.of()));
  }

  @Test
  void watchesAndTellsThatAllIsRight() {
    answer(202, "{\"id\":3,\"state\":\"running\"}");
    answer(200, "{\"id\":3,\"state\":\"running\",\"step\":\"judging fates\",\"progress\":0.4}");
    answer(200, "{\"id\":3,\"state\":\"done\",\"clean\":true,\"events\":5,\"windows\":6}");
    CommandRun run = run("--from", "2026-11-22", "--to", "2026-11-22 10:30Z", "--type", "a b");
    assertThat(run.err()).contains("40 %  judging fates");
    assertThat(run.out()).contains("Recounted 5 events and compared 6 windows", "Every window");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(node.questions().get(0))
        .contains("start=2026-11-22T00%3A00%3A00Z")
        .contains("end=2026-11-22T10%3A30%3A00Z")
        .contains("type=a+b")
        .doesNotContain("repair");
  }

  @Test
  void tellsDifferences() {
    answer(202, "{\"id\":3,\"state\":\"running\"}");
    answer(200, DIFFERENT.formatted(0, "false"));
    CommandRun run = run();
    assertThat(run.out())
        .contains("101 windows differ: 101 doubled")
        .contains("doubled  view subject=A, hour 2026-11-22T10:00:00Z, partition 1: expected count"
            + " 2 sum 2 min 1 max 1, stored nothing")
        .contains("and 100 more")
        .contains("note: something")
        .contains("7 rows are wrong");
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void isContentWithWhatWasRepaired() {
    answer(202, "{\"id\":3,\"state\":\"running\"}");
    answer(200, DIFFERENT.formatted(7, "true"));
    CommandRun run = run("--repair");
    assertThat(run.out()).contains("Repaired 7 of 7 wrong rows.");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(node.questions().get(0)).contains("repair=true");
  }

  @Test
  void tellsThatAnotherOneRuns() {
    node.answer(Answer.problem(409, "recount-running", "recount: number 2 is running"));
    CommandRun run = run();
    assertThat(run.err()).contains("recount-running: recount: number 2 is running");
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
  }
}
