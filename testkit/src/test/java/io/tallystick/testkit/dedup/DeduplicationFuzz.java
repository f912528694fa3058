package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.RunStore;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Fuzz targets for what deduplication keeps. A checkpoint that is read is written as the same bytes.
 * A run that was changed is named as corrupt; an input says what is changed in a good one, three
 * bytes for each change: where, and which bits.
 */
public final class DeduplicationFuzz {

  private static final DeduplicationSettings SETTINGS = new DeduplicationSettings(600_000, 4096);
  private static final int CHANGE_BYTES = 3;

  private DeduplicationFuzz() {}

  /** The targets. */
  public static List<FuzzTarget> targets() {
    StrictRunStore good = new StrictRunStore();
    DeduplicationCheckpoint checkpoint = fill(good);
    long number = checkpoint.runs().get(0);
    byte[] run = new byte[good.open(number).remaining()];
    good.open(number).get(run);
    DeduplicationCheckpoint ofOne = new DeduplicationCheckpoint(
        checkpoint.sequence(), 0, checkpoint.nextRun(), List.of(number));
    return List.of(
        new FuzzTarget(
            "deduplication-checkpoint",
            List.of(
                DeduplicationCheckpoint.EMPTY.toByteArray(),
                checkpoint.toByteArray(),
                new DeduplicationCheckpoint(7, 1L << 40, 9, List.of(2L, 3L, 8L)).toByteArray()),
            DeduplicationFuzz::acceptsCheckpoint),
        new FuzzTarget(
            "deduplication-run",
            List.of(new byte[0], new byte[] {0, 64, 0}),
            changes -> acceptsRun(run, changes, ofOne)));
  }

  private static DeduplicationCheckpoint fill(StrictRunStore store) {
    SplittableRandom random = new SplittableRandom(1);
    try (DeduplicationIndex index =
        DeduplicationIndex.restore(SETTINGS, store, DeduplicationCheckpoint.EMPTY)) {
      for (int batch = 0; index.runs() == 0; batch++) {
        index.beginBatch(1_000_000L + 10_000L * batch, 100L * batch);
        for (int i = 0; i < 100; i++) {
          index.firstSeen(random.nextLong(), random.nextLong());
        }
      }
      return index.checkpoint(1_000_000);
    }
  }

  private static boolean acceptsCheckpoint(byte[] bytes) {
    DeduplicationCheckpoint checkpoint;
    try {
      checkpoint = DeduplicationCheckpoint.of(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(checkpoint.toByteArray()).isEqualTo(bytes);
    return true;
  }

  private static boolean acceptsRun(
      byte[] good, byte[] changes, DeduplicationCheckpoint checkpoint) {
    byte[] run = good.clone();
    int at = 0;
    for (; at + CHANGE_BYTES <= changes.length; at += CHANGE_BYTES) {
      int where = (changes[at] & 0xff) << 8 | changes[at + 1] & 0xff;
      run[where % run.length] ^= changes[at + 2];
    }
    // what is left over makes it shorter or longer
    run = Arrays.copyOf(
        run, changes.length == at ? run.length : Math.max(0, run.length + changes[at]));
    try (DeduplicationIndex index =
        DeduplicationIndex.restore(SETTINGS, new OneRun(run), checkpoint)) {
      assertThat(run).isEqualTo(good);
      assertThat(index.runs()).isEqualTo(1);
      return true;
    } catch (CorruptRunException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      assertThat(run).isNotEqualTo(good);
      return false;
    }
  }

  /** A store that has one run and takes no other. */
  private record OneRun(byte[] run) implements RunStore {

    @Override
    public Output create(long number) {
      throw new IllegalStateException("run: " + number + " (expected: nothing is written)");
    }

    @Override
    public ByteBuffer open(long number) {
      return ByteBuffer.wrap(run).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void delete(long number) {
      throw new IllegalStateException("run: " + number + " (expected: nothing is deleted)");
    }

    @Override
    public void retainOnly(Set<Long> numbers) {
      // the only one is retained
    }

    @Override
    public String describe(long number) {
      return "fuzz/run-" + number;
    }
  }
}
