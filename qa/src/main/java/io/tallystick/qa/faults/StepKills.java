package io.tallystick.qa.faults;

import io.tallystick.core.process.CommitStep;
import io.tallystick.embedded.step.Steps;
import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Lets the process end at each step of the commit path. */
final class StepKills implements Scenario {

  /*
   * Archiving, trimming, and removing a run of identities, wait until something is old enough. For these steps
   * the clock moves on by more than the retention and the window; what was sent before is not sent
   * again then, as the node may have forgotten it.
   */

  private static final Set<CommitStep> STEPS_OF_AGE = EnumSet.of(
      CommitStep.IDENTITIES_RUN_EMPTIED,
      CommitStep.IDENTITIES_RUN_REMOVED,
      CommitStep.ARCHIVE_FILE_WRITTEN,
      CommitStep.ARCHIVE_FILE_RENAMED,
      CommitStep.ARCHIVE_FILE_RECORDED,
      CommitStep.LOG_BEGIN_MOVED,
      CommitStep.LOG_TRIMMED,
      CommitStep.JOURNAL_TRIMMED);

  /** What a process that was killed with signal 9 ends with. */
  private static final int KILLED = 137;

  private static final Duration CLOCK_STEP = Duration.ofHours(3);
  private static final long REACHED_NANOS_MAX = 180_000_000_000L;
  private static final int POLL_MILLIS = 5;
  private static final LoadSettings LOAD =
      LoadSettings.FAST.withRule().withBatchMax(4000).withPauseMillis(40);

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public String goal() {
    return "the process ends at each named step of the commit path: recovery is exact from each";
  }

  @Override
  public String run(Trial trial) throws Exception {
    SplittableRandom random = trial.random();
    Path clock = trial.folder().toAbsolutePath().resolve("clock-offset");
    Duration ahead = Duration.ZERO;
    List<CommitStep> order = inRandomOrder(random, trial.extent().steps());
    Map<CommitStep, Integer> reached = new EnumMap<>(CommitStep.class);
    try (Load load = new Load(LOAD, random.split())) {
      for (int kill = 0; kill < trial.extent().steps(); kill++) {
        CommitStep step = order.get(kill % order.size());
        if (STEPS_OF_AGE.contains(step)) {
          ahead = ahead.plus(CLOCK_STEP);
        }
        int passes = kill < order.size() ? 0 : random.nextInt(passesMax(step));
        long millis = killAt(trial, load, clock, ahead, step, passes);
        reached.merge(step, 1, Integer::sum);
        trial.say("%s reached after %d passes and %d ms", step, passes, millis);
        try (NodeProcess node = serve(trial, clock, List.of()).awaitReady()) {
          load.resend(node);
          load.check(node, "after the end at " + step);
        }
      }
      int kills = reached.values().stream().mapToInt(Integer::intValue).sum();
      return kills + " ends at " + reached.size() + " of " + order.size() + " steps, "
          + load.summary();
    }
  }

  /** Of a selection, none that takes long to come. */
  private static List<CommitStep> inRandomOrder(SplittableRandom random, int wanted) {
    List<CommitStep> steps = new ArrayList<>(List.of(CommitStep.values()));
    if (wanted < steps.size()) {
      steps.removeAll(STEPS_OF_AGE);
      steps.remove(CommitStep.IDENTITIES_RUN_WRITTEN);
      steps.remove(CommitStep.IDENTITIES_RUN_RENAMED);
    }
    Collections.shuffle(steps, new Random(random.nextLong()));
    return steps;
  }

  private static int passesMax(CommitStep step) {
    return step.ordinal() <= CommitStep.ENTRY_PROCESSED.ordinal() ? 100 : 3;
  }

  private static long killAt(
      Trial trial, Load load, Path clock, Duration ahead, CommitStep step, int passes)
      throws Exception {
    String when = "end at " + step + " after " + passes + " passes";
    String option = "-D" + Steps.HALT_PROPERTY + "=" + step + ":" + passes;
    try (NodeProcess node = serve(trial, clock, List.of(option))) {
      if (awaitReadyOrEnd(node)) {
        if (STEPS_OF_AGE.contains(step)) {
          // nothing is pending here, so nothing that the node may forget is sent again
          load.forgetRecent();
          Files.writeString(clock, Long.toString(ahead.toMillis()));
        }
        long begin = System.nanoTime();
        load.startUntilItEnds(node);
        while (node.isAlive() && System.nanoTime() - begin < REACHED_NANOS_MAX) {
          Thread.sleep(POLL_MILLIS);
        }
        if (node.isAlive()) {
          throw new AssertionError(when + ": not reached\n" + node);
        }
        load.join(node, when);
        checkEnd(node, when, step);
        return Trial.millisSince(begin);
      }
      checkEnd(node, when, step);
      return 0;
    }
  }

  /** A step may be taken before the node is ready. */
  private static boolean awaitReadyOrEnd(NodeProcess node) throws InterruptedException {
    try {
      node.awaitReady();
      return true;
    } catch (AssertionError e) {
      if (node.isAlive()) {
        throw e;
      }
      return false;
    }
  }

  private static void checkEnd(NodeProcess node, String when, CommitStep step) {
    int exitCode = node.awaitEnd();
    if (exitCode != KILLED || !node.errors().contains("halt at " + step)) {
      throw new AssertionError(
          when + ": exit code " + exitCode + " (expected: " + KILLED + ")\n" + node);
    }
  }

  private static NodeProcess serve(Trial trial, Path clock, List<String> vmOptions)
      throws IOException {
    List<String> options = new ArrayList<>(vmOptions);
    options.add("-Dtallystick.test.clock-offset-file=" + clock);
    return trial.serve(
        options,
        Trial.configuration(
            "processing: { commit-interval: 100ms }",
            "log: { retention: 4m }",
            "deduplication: { window: 4m, memory: 4MiB }"));
  }
}
