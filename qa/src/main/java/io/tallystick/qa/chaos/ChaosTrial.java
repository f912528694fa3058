package io.tallystick.qa.chaos;

import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One cluster, one load, one scenario after the other. After each, every answer is compared with
 * what was sent from the beginning, and the ledger must add up. Used by one thread.
 */
final class ChaosTrial implements AutoCloseable {

  /** About two thousand events a second: the faults matter here, and two cores have to do it all. */
  private static final LoadSettings LOAD =
      LoadSettings.FAST.withRule().withBatchMax(60).withPauseMillis(60);

  private final LocalCluster cluster;
  private final ChaosExtent extent;
  private final SplittableRandom random;
  private final PrintStream out;
  private final ClusterFront front;
  private final Load load;
  private final Readers readers;
  private final long begin = System.nanoTime();

  ChaosTrial(LocalCluster cluster, ChaosExtent extent, long seed, PrintStream out) {
    this.cluster = cluster;
    this.extent = extent;
    this.random = new SplittableRandom(seed);
    this.out = out;
    front = new ClusterFront(cluster.ingests(), cluster.queries());
    load = new Load(LOAD, random.split());
    readers = new Readers(front, random.split(), extent.answerSeconds());
  }

  /**
   * Does one thing under load and compares everything afterwards.
   *
   * @return what was done, in numbers
   * @throws AssertionError when a promise was broken
   */
  String run(ChaosScenario scenario) throws Exception {
    long unanswered = readers.unanswered();
    long answered = readers.answered();
    load.start(front);
    try {
      sleepMillis(random.nextInt(extent.loadMillisMax()));
      scenario.run(this);
      sleepMillis(random.nextInt(extent.loadMillisMax()));
    } finally {
      load.pause();
      load.join(front, scenario.word());
    }
    long missed = readers.unanswered() - unanswered;
    load.resend(front);
    say("all is acknowledged, %s", load.summary());
    load.check(front, "after " + scenario.word());
    say("every answer is exact");
    if (missed > 0 && scenario.answersThroughout(cluster)) {
      throw new AssertionError(scenario.word() + ": questions that nobody answered: " + missed
          + " (expected: 0), the last one: " + readers.lastFailure());
    }
    if (readers.shrunk() != null) {
      throw new AssertionError(scenario.word() + ": a count got smaller: " + readers.shrunk());
    }
    return load.summary() + ", "
        + String.format(
            Locale.ROOT, "%,d answers, %,d without", readers.answered() - answered, missed);
  }

  LocalCluster cluster() {
    return cluster;
  }

  ChaosExtent extent() {
    return extent;
  }

  /** One of them, by the seed. */
  <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Tells one step. */
  void say(String format, Object... values) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(Locale.ROOT, "  %7.1f s  %s%n", seconds, String.format(Locale.ROOT, format, values));
  }

  void killAndStart(ClusterProcess process) throws InterruptedException {
    process.kill();
    int millis = random.nextInt(extent.downMillisMax());
    say("%s is killed, for %d ms", process.name(), millis);
    sleepMillis(millis);
    process.start();
    say("%s is ready again", process.name());
  }

  void pauseAndResume(ClusterProcess process) throws InterruptedException {
    process.pause();
    say("%s stands still for %d s", process.name(), extent.pauseSeconds());
    sleepSeconds(extent.pauseSeconds());
    process.resume();
  }

  /** Waits until the job counts again. */
  void awaitJob() {
    cluster.flink().awaitReady();
    cluster.job().awaitRunning();
    say("the job runs, started again %d times so far", cluster.job().restarts());
  }

  int anotherParallelism() {
    int most = cluster.plan().flink().slots();
    int other = 1 + random.nextInt(most - 1);
    return other >= cluster.job().parallelism() ? other + 1 : other;
  }

  void sleepSeconds(int seconds) throws InterruptedException {
    sleepMillis(1000 * seconds);
  }

  private static void sleepMillis(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Override
  public void close() {
    readers.close();
    load.close();
  }
}
