package io.tallystick.qa.faults;

import io.tallystick.core.process.CommitStep;
import io.tallystick.embedded.step.Steps;
import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
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

  private static final Set<CommitStep> STEPS_OF_AGE = EnumSet.of(
      CommitStep.IDENTITIES_RUN_EMPTIED,
      CommitStep.IDENTITIES_RUN_REMOVED,
      CommitStep.ARCHIVE_FILE_WRITTEN,
      CommitStep.ARCHIVE_FILE_RENAMED,
      CommitStep.ARCHIVE_FILE_RECORDED,
      CommitStep.LOG_BEGIN_MOVED,
      CommitStep.LOG_TRIMMED,
      CommitStep.JOURNAL_TRIMMED);

  /** Steps that every request takes; the others are taken every now and then. */
  private static final Set<CommitStep> FREQUENT_STEPS =
      EnumSet.range(CommitStep.LOG_GROUP_COLLECTED, CommitStep.ENTRY_PROCESSED);

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
    List<CommitStep> order = inRandomOrder(random, trial.extent().steps());
    Map<CommitStep, Integer> reached = new EnumMap<>(CommitStep.class);
    try (Life life = new Life(trial, random.split())) {
      for (int kill = 0; kill < trial.extent().steps(); kill++) {
        CommitStep step = order.get(kill % order.size());
        int passes = kill < order.size() ? 0 : random.nextInt(passesMax(step));
        life.endAt(step, passes);
        life.check(step);
        reached.merge(step, 1, Integer::sum);
      }
      int ends = reached.values().stream().mapToInt(Integer::intValue).sum();
      return ends + " ends at " + reached.size() + " of " + CommitStep.values().length + " steps, "
          + life.load.summary();
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
    return FREQUENT_STEPS.contains(step) ? 100 : 3;
  }

  /** The nodes on one folder, one after the other, and the load that they get. */
  private static final class Life implements AutoCloseable {

    /*
     * Archiving, trimming and removing a run of identities wait until something is old enough. For
     * these steps the clock moves on, again and again, by more than a file of the archive spans, the
     * retention and the window. What was sent before is not sent again then, as the node may have
     * forgotten it; so the clock moves only while every request has its answer.
     */

    /** What a process that was killed with signal 9 ends with. */
    private static final int KILLED = 137;

    private static final Duration CLOCK_STEP = Duration.ofMinutes(90);

    /** Well beyond the time after which a node looks at its clock's file again. */
    private static final int CLOCK_SEEN_MILLIS = 300;

    private static final long CLOCK_STEP_EVERY_NANOS = 8_000_000_000L;
    private static final long REACHED_NANOS_MAX = 240_000_000_000L;
    private static final int POLL_MILLIS = 5;
    private static final LoadSettings LOAD =
        LoadSettings.FAST.withRule().withBatchMax(4000).withPauseMillis(20);

    private final Trial trial;
    private final Path clock;
    private final Load load;
    private Duration ahead = Duration.ZERO;

    Life(Trial trial, SplittableRandom random) {
      this.trial = trial;
      clock = trial.folder().toAbsolutePath().resolve("clock-offset");
      load = new Load(LOAD, random);
    }

    void endAt(CommitStep step, int passes) throws Exception {
      String when = "end at " + step + " after " + passes + " passes";
      long begin = System.nanoTime();
      String option = "-D" + Steps.HALT_PROPERTY + "=" + step + ":" + passes;
      try (NodeProcess node = serve(List.of(option))) {
        // a step may be taken before the node is ready
        if (awaitReadyOrEnd(node)) {
          load.startUntilItEnds(node);
          awaitEnd(node, when, STEPS_OF_AGE.contains(step));
          load.join(node, when);
        }
        int exitCode = node.awaitEnd();
        if (exitCode != KILLED || !node.errors().contains("halt at " + step)) {
          throw new AssertionError(
              when + ": exit code " + exitCode + " (expected: " + KILLED + ")\n" + node);
        }
      }
      trial.say("%s reached after %d passes and %d ms", step, passes, Trial.millisSince(begin));
    }

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

    private void awaitEnd(NodeProcess node, String when, boolean ageing) throws Exception {
      long begin = System.nanoTime();
      long nextClockStep = begin;
      while (node.isAlive()) {
        long now = System.nanoTime();
        if (now - begin > REACHED_NANOS_MAX) {
          throw new AssertionError(when + ": not reached\n" + node);
        }
        if (ageing && now - nextClockStep >= 0) {
          moveClock(node, when);
          nextClockStep = System.nanoTime() + CLOCK_STEP_EVERY_NANOS;
        }
        Thread.sleep(POLL_MILLIS);
      }
    }

    private void moveClock(NodeProcess node, String when) throws Exception {
      load.pause();
      load.join(node, when);
      try {
        load.resend(node);
      } catch (IOException ending) {
        // or the next move of the clock tries again
        return;
      }
      load.forgetRecent();
      ahead = ahead.plus(CLOCK_STEP);
      Trial.setClock(clock, ahead);
      Thread.sleep(CLOCK_SEEN_MILLIS);
      load.startUntilItEnds(node);
    }

    void check(CommitStep step) throws Exception {
      try (NodeProcess node = serve(List.of()).awaitReady()) {
        load.resend(node);
        load.check(node, "after the end at " + step);
      }
    }

    private NodeProcess serve(List<String> vmOptions) throws IOException {
      List<String> options = new ArrayList<>(vmOptions);
      options.add("-Dtallystick.test.clock-offset-file=" + clock);
      return trial.serve(
          options,
          Trial.configuration(
              "processing: { commit-interval: 100ms }",
              "log: { retention: 4m }",
              "deduplication: { window: 4m, memory: 4MiB }"));
    }

    @Override
    public void close() {
      load.close();
    }
  }
}
