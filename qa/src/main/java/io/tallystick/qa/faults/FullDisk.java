package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import io.tallystick.testkit.disk.SmallDisk;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** Fills the disk under load, before the end that the node keeps free and in mid-write. */
final class FullDisk implements Scenario {

  private static final int DISK_MEBIBYTES = 400;
  private static final int LOAD_MILLIS = 500;
  private static final int POLL_MILLIS = 20;
  private static final long REFUSED_NANOS_MAX = 240_000_000_000L;

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public String goal() {
    return "the disk fills up and empties again: refused meanwhile, read meanwhile, exact after";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    try (SmallDisk disk = SmallDisk.mount(trial.folder().resolve("data"), DISK_MEBIBYTES);
        Load load = new Load(LoadSettings.FAST.withRule().withPauseMillis(20), random.split())) {
      for (int time = 0; time < trial.extent().fullDisks(); time++) {
        // the node looks at the space every now and then, so a write may fail before it knows
        boolean inMidWrite = time % 2 == 0;
        try (NodeProcess node = serve(trial, inMidWrite ? "1MiB" : "64MiB").awaitReady()) {
          load.resend(node);
          load.check(node, "before the disk is full");
          load.start(node);
          Thread.sleep(LOAD_MILLIS);
          fill(trial, load, node, disk, inMidWrite ? random.nextInt(1 << 20) : 32 << 20);
          disk.makeRoom();
          load.pause();
          load.join(node, "while the disk was full");
          load.resend(node);
          load.check(node, "after the disk was full");
          load.start(node);
          Thread.sleep(LOAD_MILLIS);
          load.expectTheEnd();
          node.kill();
          load.join(node, "kill after the disk was full");
          trial.say("room again, goes on by itself, killed; %s", load.summary());
        }
      }
      try (NodeProcess node = serve(trial, "64MiB").awaitReady()) {
        load.resend(node);
        load.check(node, "at the end");
      }
      return trial.extent().fullDisks() + " times full, " + load.summary();
    }
  }

  private static void fill(Trial trial, Load load, NodeProcess node, SmallDisk disk, int bytesLeft)
      throws IOException, InterruptedException {
    long refusalsBefore = load.refusals();
    disk.fill(bytesLeft);
    long begin = System.nanoTime();
    while (load.refusals() == refusalsBefore) {
      if (System.nanoTime() - begin > REFUSED_NANOS_MAX) {
        throw new AssertionError("a full disk is not noticed\n" + node);
      }
      Thread.sleep(POLL_MILLIS);
    }
    int status =
        node.get("/v1/stats?type=" + Load.TYPES.get(0) + "&function=count").status();
    if (status != 200) {
      throw new AssertionError(
          "a question while the disk is full: " + status + " (expected: 200)\n" + node);
    }
    trial.say("%,d bytes left: %s", bytesLeft, load.lastRefusal());
  }

  private static NodeProcess serve(Trial trial, String minFree) throws IOException {
    return trial.serve(
        List.of(),
        Trial.configuration(
            "data: { directory: ./data, min-free-bytes: " + minFree + " }",
            "processing: { commit-interval: 200ms }",
            "deduplication: { memory: 4MiB }"));
  }
}
