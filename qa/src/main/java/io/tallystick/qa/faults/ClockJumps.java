package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Lets the clock of the node jump by hours under load, forward and back, and over restarts. */
final class ClockJumps implements Scenario {

  private static final int HOURS_MAX = 6;
  private static final int LOAD_MILLIS = 400;

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String goal() {
    return "the clock jumps by hours, forward and back: totals, ledger and receipts stay exact";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    Path clock = trial.folder().toAbsolutePath().resolve("clock-offset");
    int jumps = 0;
    try (Load load = new Load(LoadSettings.FAST.withRule(), random.split())) {
      while (jumps < trial.extent().clockJumps()) {
        try (NodeProcess node = serve(trial, clock).awaitReady()) {
          load.resend(node);
          load.check(node, "after jump " + jumps + " and a restart");
          for (int forward : new int[] {-1, 1}) {
            jumps++;
            int hours = forward * (1 + random.nextInt(HOURS_MAX));
            load.start(node);
            Thread.sleep(LOAD_MILLIS);
            Trial.setClock(clock, Duration.ofHours(hours));
            Thread.sleep(LOAD_MILLIS);
            load.pause();
            load.join(node, "jump " + jumps);
            load.check(node, "after jump " + jumps);
            checkReady(node);
            trial.say("clock %+d h under load; exact: %s", hours, load.summary());
          }
          load.start(node);
          Thread.sleep(LOAD_MILLIS);
          load.expectTheEnd();
          node.kill();
          load.join(node, "kill after jump " + jumps);
          int hours = random.nextInt(-HOURS_MAX, HOURS_MAX);
          Trial.setClock(clock, Duration.ofHours(hours));
          jumps++;
          trial.say("killed; clock %+d h before the next start", hours);
        }
      }
      try (NodeProcess node = serve(trial, clock).awaitReady()) {
        load.resend(node);
        load.check(node, "at the end");
      }
      return jumps + " jumps of up to " + HOURS_MAX + " h, " + load.summary();
    }
  }

  private static void checkReady(NodeProcess node) throws IOException, InterruptedException {
    int status = node.get("/ready").status();
    if (status != 200) {
      throw new AssertionError("/ready: " + status + " (expected: 200)\n" + node);
    }
  }

  /** The window is longer than any jump, so a copy is recognized whatever the clock does. */
  private static NodeProcess serve(Trial trial, Path clock) throws IOException {
    return trial.serve(
        List.of("-Dtallystick.test.clock-offset-file=" + clock),
        Trial.configuration(
            "events: { max-future: 48h }",
            "log: { retention: 72h }",
            "processing: { commit-interval: 300ms }",
            "deduplication: { window: 24h, memory: 4MiB }"));
  }
}
