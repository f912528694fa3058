package io.tallystick.embedded.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.RunStore;
import io.tallystick.testkit.dedup.DeduplicationSimulation;
import io.tallystick.testkit.dedup.RunStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: files keep the contract of a run store, and an index on them is as exact as one in memory,
 * leaves no file behind and names a file that was damaged.
 */
class FileRunStoreTest implements RunStoreContract {

  private static final DeduplicationSettings SETTINGS = new DeduplicationSettings(600_000, 10_000);

  @TempDir
  Path directory;

  @Override
  public RunStore openStore() {
    return new FileRunStore(directory.resolve("runs"));
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(directory.resolve("runs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anIndexOnFilesAnswersLikeANaiveMap(long seed) {
    DeduplicationSimulation simulation = new DeduplicationSimulation(seed, this::openStore);
    simulation.run(100);
    simulation.index().close();
    assertThat(simulation.restarts()).isPositive();
    assertThat(files()).hasSize(simulation.index().runs());
  }

  @Test
  void namesAndBytesOfARunThatWasWritten() throws IOException {
    RunStore store = openStore();
    RunStore.Output output = store.create(12);
    output.write(0, ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(files()).containsExactly("run-12.ids.tmp");
    output.commit();
    assertThat(files()).containsExactly("run-12.ids");
    assertThat(Files.readAllBytes(Path.of(store.describe(12)))).containsExactly(1, 2);
  }

  @Test
  void aDamagedFileIsNamedWhenTheIndexIsRestored() throws IOException {
    DeduplicationIndex index =
        DeduplicationIndex.restore(SETTINGS, openStore(), DeduplicationCheckpoint.EMPTY);
    index.beginBatch(0, 0);
    for (long i = 0; i < 2000; i++) {
      index.firstSeen(i, i * 0x9e3779b97f4a7c15L);
    }
    DeduplicationCheckpoint checkpoint = index.checkpoint(2000);
    index.close();
    long run = checkpoint.runs().get(0);
    Path file = Path.of(openStore().describe(run));
    byte[] good = Files.readAllBytes(file);

    for (int position : new int[] {0, 5, 20, 70, good.length - 1}) {
      byte[] bad = good.clone();
      bad[position] ^= 1;
      Files.write(file, bad);
      assertDamaged(checkpoint, file);
    }
    Files.write(file, Arrays.copyOf(good, good.length - 12));
    assertDamaged(checkpoint, file);
    Files.write(file, new byte[0]);
    assertDamaged(checkpoint, file);
    Files.delete(file);
    assertDamaged(checkpoint, file);

    Files.write(file, good);
    assertThat(DeduplicationIndex.restore(SETTINGS, openStore(), checkpoint).idsOnDisk())
        .isPositive();
  }

  private void assertDamaged(DeduplicationCheckpoint checkpoint, Path file) {
    assertThatThrownBy(() -> DeduplicationIndex.restore(SETTINGS, openStore(), checkpoint))
        .isInstanceOf(CorruptRunException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected");
  }
}
