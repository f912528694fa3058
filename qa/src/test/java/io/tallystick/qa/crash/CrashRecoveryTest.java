package io.tallystick.qa.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: an acknowledgement is a promise. Method: kills the real process at random moments under
 * load, and sometimes while it starts, restarts it on the same data, sends again what was not
 * acknowledged, and compares every answer with the exact one.
 *
 * <p>Another seed: {@code ./mvnw -pl qa -am test -Dtest=CrashRecoveryTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcrash.seed=SEED}.
 */
class CrashRecoveryTest {

  private static final int KILLS = 20;
  private static final int SENDERS = 4;
  private static final int LOAD_MILLIS_MAX = 1500;
  private static final int START_MILLIS_MAX = 1500;

  /** From one that never comes in time to one that is nearly always under way. */
  private static final List<String> COMMIT_INTERVALS = List.of("10s", "300ms", "20ms");

  @TempDir
  Path folder;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Sender> senders = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void totalsAreExactAfterEveryKill() throws Exception {
    System.out.println("CrashRecoveryTest: -Dcrash.seed=" + seed);
    Instant now = Instant.now();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(new Sender("sender" + i, now, random.nextLong()));
    }
    for (int kill = 1; kill <= KILLS; kill++) {
      String when = "seed " + seed + ", before kill " + kill;
      if (random.nextInt(4) == 0) {
        killWhileItStarts();
      }
      try (NodeProcess node = serve().awaitReady()) {
        checkAfterResend(node, when);
        loadAndKill(node, when);
      }
    }
    try (NodeProcess node = serve().awaitReady()) {
      checkAfterResend(node, "seed " + seed + ", after the last kill");
      assertThat(node.terminate()).as("exit code").isIn(0, 143);
    }
    try (NodeProcess node = serve().awaitReady()) {
      checkAfterResend(node, "seed " + seed + ", after a clean stop");
    }
  }

  /** Little memory for ids, so that they are moved to disk all the time. */
  private NodeProcess serve() throws IOException {
    String commitInterval = COMMIT_INTERVALS.get(random.nextInt(COMMIT_INTERVALS.size()));
    return NodeProcess.start(
        folder,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"),
        "dimensions: [country, [subject, country]]",
        "processing: { commit-interval: " + commitInterval + " }",
        "deduplication: { memory: 4MiB }");
  }

  private void killWhileItStarts() throws IOException, InterruptedException {
    try (NodeProcess node = serve()) {
      Thread.sleep(random.nextInt(START_MILLIS_MAX));
      node.kill();
    }
  }

  private void loadAndKill(NodeProcess node, String when) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (Sender sender : senders) {
      running.add(threads.submit(sender.untilItIsGone(node)));
    }
    Thread.sleep(random.nextInt(LOAD_MILLIS_MAX));
    senders.forEach(Sender::expectTheEnd);
    node.kill();
    for (Future<Void> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new AssertionError(when + ": " + node, e.getCause());
      }
    }
  }

  private void checkAfterResend(NodeProcess node, String when) throws Exception {
    ExactTotals expected = new ExactTotals();
    long duplicates = 0;
    for (Sender sender : senders) {
      sender.resend(node);
      expected.addAll(sender.totals());
      duplicates += sender.duplicates();
    }
    if (expected.all().count() > 0) {
      new ExactAnswers(node, when).match(expected, duplicates);
    }
  }
}
