package io.tallystick.qa.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import io.tallystick.testkit.disk.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a full disk costs nothing that was acknowledged and doubles nothing; the process answers
 * questions meanwhile and goes on by itself once there is space.
 *
 * <p>Method: the real process on a small file system, which is filled while events are sent, once
 * below what the node keeps free, and once, with nothing kept free, in the middle of a write.
 * Another seed: {@code -Ddisk.seed=SEED}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullDiskTest {

  private static final int DISK_MEBIBYTES = 400;
  private static final int ROUNDS = 3;
  private static final String COUNT = "/v1/stats?type=" + SentEvent.TYPE + "&function=count";

  @TempDir
  Path folder;

  private final long seed = Long.getLong("disk.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Sender sender = new Sender("sender", Instant.now(), random.nextLong());

  private NodeProcess serve(String minFree) throws IOException {
    return NodeProcess.start(
        folder,
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-ea"),
        "data: { directory: ./data, min-free-bytes: " + minFree + " }",
        "dimensions: [country, [subject, country]]",
        "processing: { commit-interval: 200ms }",
        "deduplication: { memory: 4MiB }");
  }

  @Test
  void aDiskThatIsFullInTheMiddleOfAWriteCostsNothing() throws Exception {
    System.out.println("FullDiskTest: -Ddisk.seed=" + seed);
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), DISK_MEBIBYTES)) {
      try (NodeProcess node = serve("1MiB").awaitReady()) {
        for (int round = 1; round <= ROUNDS; round++) {
          String when = "seed " + seed + ", round " + round;
          sender.send(node, 1 + random.nextInt(20));
          disk.fill(random.nextInt(1 << 20));
          Answer refusal = sender.untilRefused(node);
          assertThat(refusal.status()).as("%s: %s", when, refusal).isEqualTo(503);
          assertThat(refusal.body())
              .as(when)
              .containsAnyOf("unavailable", "storage-failed", "disk-nearly-full");
          assertThat(node.get(COUNT).status()).as("%s: questions go on", when).isEqualTo(200);
          assertThat(node.get("/v1/status").body()).as(when).contains("\"pressures\"");
          disk.makeRoom();
          sender.resend(node);
          new ExactAnswers(node, when).match(sender.totals(), sender.duplicates());
        }
        assertThat(node.terminate()).as("exit code of %s", node).isIn(0, 143);
      }
      try (NodeProcess node = serve("1MiB").awaitReady()) {
        new ExactAnswers(node, "seed " + seed + ", after a restart")
            .match(sender.totals(), sender.duplicates());
      }
    }
  }

  @Test
  void eventsAreRefusedBeforeTheDiskIsFull() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"), DISK_MEBIBYTES);
        NodeProcess node = serve("64MiB").awaitReady()) {
      sender.send(node, 5);
      disk.fill(32 << 20);
      Answer refusal = sender.untilRefused(node);
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.body()).contains("\"code\":\"disk-nearly-full\"");
      assertThat(node.get(COUNT).status()).isEqualTo(200);
      Answer ready = node.get("/ready");
      assertThat(ready.status()).as("it answers questions").isEqualTo(200);
      assertThat(ready.body()).contains("\"reason\":\"disk-nearly-full\"");
      disk.makeRoom();
      sender.resend(node);
      new ExactAnswers(node, "after room was made").match(sender.totals(), sender.duplicates());
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() throws Exception {
    try (NodeProcess first = serve("1MiB").awaitReady();
        NodeProcess second = serve("1MiB")) {
      assertThat(second.awaitEnd()).as("exit code of %s", second).isEqualTo(1);
      assertThat(second.errors())
          .contains("data.directory: ")
          .contains("(expected: used by no other process; stop that one, or name another")
          .doesNotContain("\tat ");
      sender.send(first, 3);
      new ExactAnswers(first, "beside a second process")
          .match(sender.totals(), sender.duplicates());
    }
  }
}
