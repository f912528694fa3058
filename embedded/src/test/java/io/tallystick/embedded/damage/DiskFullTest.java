package io.tallystick.embedded.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.engine.ReopeningEngine;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.testkit.disk.SmallDisk;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a disk that is full in the middle of any write costs no event and doubles none; answers go
 * on meanwhile, and the engine goes on by itself once there is space.
 *
 * <p>Method: a real file system of some megabytes, filled and emptied again, so that the log, a
 * commit or a run of identities is what fails. Another seed: {@code -Ddisk.seed=SEED}.
 */
class DiskFullTest {

  private static final int DISK_MEBIBYTES = 400;
  private static final long FREE_BYTES_MIN = 16 << 20;
  private static final int PADDING_CHARS = 900;
  private static final int BATCH = 400;
  private static final int ROUNDS = 5;
  private static final long WAIT_NANOS_MAX = 240_000_000_000L;

  @TempDir
  Path parent;

  private final long seed = Long.getLong("disk.seed", System.nanoTime());
  private final CountedFolder folder = new CountedFolder(PADDING_CHARS);

  @Test
  void nothingIsLostOrDoubledWhenTheLogIsFull() throws IOException {
    System.out.println("DiskFullTest: -Ddisk.seed=" + seed);
    Random random = new Random(seed);
    try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), DISK_MEBIBYTES);
        ReopeningEngine engine = open(disk)) {
      int acknowledged = 0;
      for (int round = 0; round < ROUNDS; round++) {
        acknowledged = sendSome(engine, acknowledged, 1 + random.nextInt(5));
        disk.fill(random.nextInt(1 << 20));
        acknowledged = sendUntilRefused(engine, acknowledged);
        checkWhileFull(engine, acknowledged);
        disk.makeRoom();
        awaitGoingOn(engine);
        // the batch that failed is sent again, as a client does
        acknowledged = sendSome(engine, acknowledged, 2);
        CountedFolder.awaitCounted(engine);
        folder.check(engine, engine.log(), acknowledged);
      }
      folder.send(engine.log(), 0, acknowledged);
      CountedFolder.awaitCounted(engine);
      folder.check(engine, engine.log(), acknowledged);
    }
  }

  @Test
  void nothingIsLostOrDoubledWhenACommitFails() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), DISK_MEBIBYTES);
        ReopeningEngine engine = open(disk)) {
      int acknowledged = 0;
      for (int round = 0; round < ROUNDS; round++) {
        folder.stopClock();
        acknowledged = sendSome(engine, acknowledged, 3);
        CountedFolder.awaitCounted(engine);
        disk.fill(0);
        folder.startClock();
        acknowledged = sendUntilRefused(engine, acknowledged);
        checkWhileFull(engine, acknowledged);
        disk.makeRoom();
        awaitGoingOn(engine);
        acknowledged = sendSome(engine, acknowledged, 1);
        CountedFolder.awaitCounted(engine);
        folder.check(engine, engine.log(), acknowledged);
      }
    }
  }

  /** Its identities in memory beside those of the next are more than a small heap holds. */
  @Test
  void theEngineThatFailedIsForgotten() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), DISK_MEBIBYTES);
        ReopeningEngine engine = open(disk)) {
      WeakReference<EmbeddedEngine> failed = openOne(engine);
      disk.fill(0);
      sendUntilRefused(engine, 0);
      await(engine, NodeStatus.State.FAILED);
      disk.makeRoom();
      awaitGoingOn(engine);
      long deadline = System.nanoTime() + WAIT_NANOS_MAX;
      while (failed.get() != null) {
        assertThat(System.nanoTime()).as("collected").isLessThan(deadline);
        System.gc();
      }
      assertThat(openOne(engine).get()).as("the next one").isNotNull();
    }
  }

  private static WeakReference<EmbeddedEngine> openOne(ReopeningEngine engine) {
    try (ReopeningEngine.Lease lease = engine.lease()) {
      return new WeakReference<>(lease.engine());
    }
  }

  @Test
  void whatIsOnAFullDiskIsThereAfterAStart() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), DISK_MEBIBYTES)) {
      int acknowledged;
      try (ReopeningEngine engine = open(disk)) {
        acknowledged = sendSome(engine, 0, 3);
        disk.fill(0);
        acknowledged = sendUntilRefused(engine, acknowledged);
      }
      // closing gave back what was reserved for writing
      disk.fill(0);
      assertThatThrownBy(() -> open(disk).close())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("No space left")
          .hasMessageContaining("free space on its disk");
      disk.makeRoom();
      try (ReopeningEngine engine = open(disk)) {
        CountedFolder.awaitCounted(engine);
        acknowledged = sendSome(engine, acknowledged, 1);
        CountedFolder.awaitCounted(engine);
        folder.check(engine, engine.log(), acknowledged);
      }
    }
  }

  @Test
  void aReadOnlyDiskIsNamedAtTheStart() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(parent.resolve("disk"), DISK_MEBIBYTES)) {
      int acknowledged;
      try (ReopeningEngine engine = open(disk)) {
        acknowledged = sendSome(engine, 0, 1);
      }
      disk.makeReadOnly();
      assertThatThrownBy(() -> open(disk).close())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Read-only file system")
          .hasMessageContaining("mount it");
      disk.makeWritable();
      try (ReopeningEngine engine = open(disk)) {
        CountedFolder.awaitCounted(engine);
        folder.check(engine, engine.log(), acknowledged);
      }
    }
  }

  private ReopeningEngine open(SmallDisk disk) {
    ReopeningEngine engine = folder.openForGood(disk.directory().resolve("data"), FREE_BYTES_MIN);
    CountedFolder.awaitCounted(engine);
    return engine;
  }

  private int sendSome(ReopeningEngine engine, int acknowledged, int batches) {
    int end = acknowledged;
    for (int i = 0; i < batches; i++) {
      folder.sendBatch(engine.log(), end, end + BATCH);
      end += BATCH;
    }
    return end;
  }

  /** Sends until an append fails; answers how many events were acknowledged. */
  private int sendUntilRefused(ReopeningEngine engine, int acknowledged) {
    int end = acknowledged;
    for (long deadline = System.nanoTime() + WAIT_NANOS_MAX; System.nanoTime() < deadline; ) {
      try {
        folder.sendBatch(engine.log(), end, end + BATCH);
        end += BATCH;
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(StoreException.class);
        return end;
      }
      if (engine.isStorageFailing()) {
        return end;
      }
    }
    throw new AssertionError("seed " + seed + ": the disk did not become full");
  }

  /** Events are refused, and what was counted is answered; more is not asked of a full disk. */
  private void checkWhileFull(ReopeningEngine engine, int acknowledged) {
    await(engine, NodeStatus.State.FAILED);
    assertThat(engine.failure()).contains("No space left").contains("goes on by itself");
    assertThatThrownBy(() -> folder.sendBatch(engine.log(), acknowledged, acknowledged + BATCH))
        .satisfies(failure -> assertThat(isRefusal(failure)).as("%s", failure).isTrue());
    long processed = engine.partitions().stream()
        .mapToLong(partition -> partition.processedOffset())
        .sum();
    // an entry may have been counted in part
    assertThat(CountedFolder.counted(engine)).as("seed %s", seed).isBetween(processed, (long)
        acknowledged);
  }

  private static boolean isRefusal(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause instanceof StoreException
        || (cause instanceof RefusedException refused
            && refused.refusal().code() == ErrorCode.UNAVAILABLE);
  }

  private void awaitGoingOn(ReopeningEngine engine) {
    await(engine, NodeStatus.State.READY);
    assertThat(engine.failure()).isNull();
  }

  private void await(ReopeningEngine engine, NodeStatus.State state) {
    long deadline = System.nanoTime() + WAIT_NANOS_MAX;
    while (engine.state() != state) {
      assertThat(System.nanoTime())
          .as(
              "seed %s: %s within four minutes, but %s: %s",
              seed, state, engine.state(), engine.failure())
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
