package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** Ends the process at random moments under load, and sometimes while it starts. */
final class RandomKills implements Scenario {

  private static final int LOAD_MILLIS_MAX = 1000;
  private static final int START_MILLIS_MAX = 1000;
  private static final int ONE_KILL_AT_START_IN = 5;

  /** From one that never comes in time to one that is nearly always under way. */
  private static final List<String> COMMIT_INTERVALS = List.of("10s", "300ms", "20ms");

  @Override
  public String name() {
    return "kills";
  }

  @Override
  public String goal() {
    return "kill -9 at random moments under load: nothing acknowledged is lost or counted twice";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    try (Load load = new Load(LoadSettings.FAST.withRule(), random.split())) {
      int kills = 0;
      while (kills < trial.extent().kills()) {
        if (random.nextInt(ONE_KILL_AT_START_IN) == 0) {
          kills++;
          killWhileItStarts(trial, random, kills);
        } else {
          kills++;
          killUnderLoad(trial, random, load, kills);
        }
      }
      try (NodeProcess node = serve(trial, random).awaitReady()) {
        load.resend(node);
        load.check(node, "after the last kill");
      }
      return kills + " kills, " + load.summary();
    }
  }

  /** Little memory for ids, so that they are moved to disk all the time. */
  private static NodeProcess serve(Trial trial, SplittableRandom random) throws IOException {
    String commitInterval = COMMIT_INTERVALS.get(random.nextInt(COMMIT_INTERVALS.size()));
    return trial.serve(
        List.of(),
        Trial.configuration(
            "processing: { commit-interval: " + commitInterval + " }",
            "deduplication: { memory: 4MiB }"));
  }

  private static void killWhileItStarts(Trial trial, SplittableRandom random, int kill)
      throws IOException, InterruptedException {
    int millis = random.nextInt(START_MILLIS_MAX);
    try (NodeProcess node = serve(trial, random)) {
      Thread.sleep(millis);
      node.kill();
    }
    trial.say("kill %d after %d ms of starting", kill, millis);
  }

  private static void killUnderLoad(Trial trial, SplittableRandom random, Load load, int kill)
      throws Exception {
    long begin = System.nanoTime();
    try (NodeProcess node = serve(trial, random).awaitReady()) {
      long readyMillis = Trial.millisSince(begin);
      load.resend(node);
      load.check(node, "before kill " + kill);
      Load.Summary summary = load.summary();
      load.start(node);
      int millis = random.nextInt(LOAD_MILLIS_MAX);
      Thread.sleep(millis);
      load.expectTheEnd();
      node.kill();
      load.join(node, "kill " + kill);
      trial.say(
          "ready in %d ms; exact: %s; kill %d after %d ms of load",
          readyMillis, summary, kill, millis);
    }
  }
}
