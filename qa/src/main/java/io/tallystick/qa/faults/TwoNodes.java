package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.util.List;

/** Starts a second node on the data of one that runs. */
final class TwoNodes implements Scenario {

  private static final int LOAD_MILLIS = 300;

  @Override
  public String name() {
    return "two-nodes";
  }

  @Override
  public String goal() {
    return "a second node on one data folder refuses to start; the first one goes on";
  }

  @Override
  public String run(Trial trial) throws Exception {
    try (Load load = new Load(LoadSettings.FAST.withRule(), trial.random());
        NodeProcess first = trial.serve(List.of(), Trial.configuration()).awaitReady()) {
      load.start(first);
      Thread.sleep(LOAD_MILLIS);
      refuses(trial);
      load.pause();
      load.join(first, "while a second node was started");
      load.check(first, "after a second node was started");
      load.start(first);
      Thread.sleep(LOAD_MILLIS);
      load.expectTheEnd();
      first.kill();
      load.join(first, "kill of the first node");
      try (NodeProcess next = trial.serve(List.of(), Trial.configuration()).awaitReady()) {
        load.resend(next);
        load.check(next, "by the node after the first one");
        trial.say("the lock of the killed node is void; exact: %s", load.summary());
      }
      return "1 node refused, " + load.summary();
    }
  }

  private static void refuses(Trial trial) throws Exception {
    try (NodeProcess second = trial.serve(List.of(), Trial.configuration())) {
      int exitCode = second.awaitEnd();
      String said = second.errors();
      if (exitCode != 1 || !said.contains("used by no other process")) {
        throw new AssertionError("exit code " + exitCode
            + " (expected: 1, and a line that names the data folder)\n" + second);
      }
      trial.say(
          "the second node ended with 1: %s", said.lines().reduce((a, b) -> b).orElse(""));
    }
  }
}
