package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.util.List;

/** Starts a second node on the data of one that runs, and one on its archive. */
final class TwoNodes implements Scenario {

  private static final int LOAD_MILLIS = 300;

  @Override
  public String name() {
    return "two-nodes";
  }

  @Override
  public String goal() {
    return "a second node on one data folder or one archive refuses to start; the first one goes on";
  }

  @Override
  public String run(Trial trial) throws Exception {
    try (Load load = new Load(LoadSettings.FAST.withRule(), trial.random());
        NodeProcess first = trial.serve(List.of(), Trial.configuration()).awaitReady()) {
      load.start(first);
      Thread.sleep(LOAD_MILLIS);
      refuses(trial.serve(List.of(), Trial.configuration()), "used by no other process", trial);
      refuses(onArchiveOf(trial), "archive.directory: ", trial);
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
      return "2 nodes refused, " + load.summary();
    }
  }

  /** A node with data of its own that is to archive where the other one does. */
  private static NodeProcess onArchiveOf(Trial trial) throws Exception {
    return trial.serve(
        List.of(),
        Trial.configuration(
            "data: { directory: ./data-of-another }", "archive: { directory: ./data/archive }"));
  }

  private static void refuses(NodeProcess node, String reason, Trial trial) throws Exception {
    try (NodeProcess second = node) {
      int exitCode = second.awaitEnd();
      String said = second.errors();
      if (exitCode != 1 || !said.contains(reason)) {
        throw new AssertionError(
            "exit code " + exitCode + " (expected: 1, and a line with " + reason + ")\n" + second);
      }
      trial.say(
          "the second node ended with 1: %s", said.lines().reduce((a, b) -> b).orElse(""));
    }
  }
}
