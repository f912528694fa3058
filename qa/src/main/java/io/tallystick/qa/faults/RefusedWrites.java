package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Lets the operating system refuse every write under load, as a read-only or broken disk does. */
final class RefusedWrites implements Scenario {

  /*
   * A file system with open files cannot be turned read-only by command. A limit on the size of
   * files can be set and lifted on a running process, and fails writes with another error than a
   * full disk: one after which RocksDB does not go on by itself.
   */

  private static final String FILE_BYTES_MAX = "8192";
  private static final int LOAD_MILLIS = 500;
  private static final int POLL_MILLIS = 20;
  private static final long REFUSED_NANOS_MAX = 240_000_000_000L;

  @Override
  public String name() {
    return "writes";
  }

  @Override
  public String goal() {
    return "every write is refused for a while: refused meanwhile, read meanwhile, exact after";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    try (Load load = new Load(LoadSettings.FAST.withRule().withPauseMillis(20), random.split())) {
      for (int time = 0; time < trial.extent().fullDisks(); time++) {
        try (NodeProcess node = serve(trial).awaitReady()) {
          load.resend(node);
          load.check(node, "before writes are refused");
          load.start(node);
          Thread.sleep(LOAD_MILLIS + random.nextInt(LOAD_MILLIS));
          limit(node, FILE_BYTES_MAX);
          awaitFailure(node);
          limit(node, "unlimited");
          load.pause();
          load.join(node, "while writes were refused");
          load.resend(node);
          load.check(node, "after writes were refused");
          load.start(node);
          Thread.sleep(LOAD_MILLIS);
          load.expectTheEnd();
          node.kill();
          load.join(node, "kill after writes were refused");
          trial.say(
              "refused: %s; writes again, goes on, killed; %s", load.lastRefusal(), load.summary());
        }
      }
      try (NodeProcess node = serve(trial).awaitReady()) {
        load.resend(node);
        load.check(node, "at the end");
      }
      return trial.extent().fullDisks() + " times refused, " + load.summary();
    }
  }

  private static void awaitFailure(NodeProcess node) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!node.get("/ready").body().contains("goes on by itself")) {
      if (System.nanoTime() - begin > REFUSED_NANOS_MAX) {
        throw new AssertionError("writes that fail are not noticed\n" + node);
      }
      Thread.sleep(POLL_MILLIS);
    }
    String question = "/v1/stats?type=" + Load.TYPES.get(0) + "&function=count";
    int status = node.get(question).status();
    if (status != 200) {
      throw new AssertionError(
          "a question while writes fail: " + status + " (expected: 200)\n" + node);
    }
  }

  private static void limit(NodeProcess node, String bytes)
      throws IOException, InterruptedException {
    List<String> command =
        List.of("prlimit", "--pid", Long.toString(node.pid()), "--fsize=" + bytes + ":unlimited");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(command + ": " + output + " (expected: prlimit of util-linux)");
    }
  }

  private static NodeProcess serve(Trial trial) throws IOException {
    return trial.serve(
        List.of(),
        Trial.configuration(
            "processing: { commit-interval: 200ms }", "deduplication: { memory: 4MiB }"));
  }
}
