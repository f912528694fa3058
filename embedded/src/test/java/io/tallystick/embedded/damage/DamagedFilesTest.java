package io.tallystick.embedded.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.embedded.engine.EmbeddedEngine;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: damage to any file of the data folder is detected and named, or does no harm; it never
 * changes a number.
 *
 * <p>Method: takes a copy of the folder of a running engine, as a crash would leave it, with
 * write-ahead logs and sorted files of both databases and with identities on disk. Then in each
 * kind of file flips single bits, cuts it off, deletes it; opens the folder, compares all answers
 * and the log with the truth, and sends everything again, of which nothing may count.
 *
 * <p>More, or other places: {@code -Ddamage.flips=200 -Ddamage.seed=SEED}.
 */
class DamagedFilesTest {

  /** What there is in a data folder, as a pattern of paths in it. */
  enum FileKind {
    LOG_WAL("log/\\d+\\.log"),
    LOG_SST("log/\\d+\\.sst"),
    LOG_MANIFEST("log/MANIFEST-\\d+"),
    LOG_CURRENT("log/CURRENT"),
    LOG_OPTIONS("log/OPTIONS-\\d+"),
    ROLLUP_WAL("rollups/\\d+\\.log"),
    ROLLUP_SST("rollups/\\d+\\.sst"),
    ROLLUP_MANIFEST("rollups/MANIFEST-\\d+"),
    ROLLUP_CURRENT("rollups/CURRENT"),
    ROLLUP_OPTIONS("rollups/OPTIONS-\\d+"),
    IDENTITIES("identities/partition-\\d+/run-\\d+\\.ids"),
    IDENTITIES_MARKER("identities/tallystick-data\\.json"),
    ACKNOWLEDGED_ENDS("acknowledged\\.ends"),
    MARKER("tallystick-data\\.json");

    private final String pattern;

    FileKind(String pattern) {
      this.pattern = pattern;
    }
  }

  private static final int FLIPS = Integer.getInteger("damage.flips", 2);
  private static final int EVENTS_BEFORE_RESTART = 1_500;
  private static final int EVENTS_FLUSHED = 2_000;
  private static final int EVENTS_COMMITTED = 3_500;
  private static final int EVENTS = 4_000;

  @TempDir
  static Path parent;

  private static final CountedFolder FOLDER = new CountedFolder();
  private static final long SEED = Long.getLong("damage.seed", System.nanoTime());

  private static @Nullable Path image;

  @BeforeAll
  static void crash() throws IOException {
    System.out.println("DamagedFilesTest: -Ddamage.seed=" + SEED);
    Path running = parent.resolve("running");
    try (EmbeddedEngine engine = FOLDER.open(running)) {
      FOLDER.send(engine.log(), 0, EVENTS_BEFORE_RESTART);
    }
    Path crashed = parent.resolve("crashed");
    try (EmbeddedEngine engine = FOLDER.open(running)) {
      for (int begin = EVENTS_BEFORE_RESTART; begin < EVENTS_COMMITTED; begin += 500) {
        FOLDER.send(engine.log(), begin, begin + 500);
        CountedFolder.awaitCommitted(engine);
        if (begin == EVENTS_FLUSHED) {
          engine.flush();
        }
      }
      FOLDER.stopClock();
      FOLDER.send(engine.log(), EVENTS_COMMITTED, EVENTS);
      CountedFolder.awaitCounted(engine);
      image = parent.resolve("image");
      CountedFolder.copy(running, image);
      FOLDER.startClock();
    }
  }

  @AfterAll
  static void forget() {
    image = null;
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void aFlippedBitNeverChangesANumber(FileKind kind) throws IOException {
    Random random = new Random(SEED + kind.ordinal());
    for (int i = 0; i < FLIPS; i++) {
      Path folder = freshCopy();
      Path file = anyOf(kind, folder, random);
      byte[] bytes = Files.readAllBytes(file);
      int at = random.nextInt(bytes.length);
      int bit = random.nextInt(8);
      bytes[at] ^= (byte) (1 << bit);
      Files.write(file, bytes);
      judge(
          folder, "bit " + bit + " of byte " + at + " of " + bytes.length + " flipped in " + file);
    }
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void aFileCutOffNeverChangesANumber(FileKind kind) throws IOException {
    Random random = new Random(SEED + kind.ordinal());
    List<Integer> lengths = new ArrayList<>(List.of(0, -1));
    for (int i = 0; i < FLIPS; i++) {
      lengths.add(random.nextInt(1 << 30));
    }
    for (int length : lengths) {
      Path folder = freshCopy();
      Path file = anyOf(kind, folder, random);
      byte[] bytes = Files.readAllBytes(file);
      int left = Math.max(0, length < 0 ? bytes.length + length : length % bytes.length);
      Files.write(file, java.util.Arrays.copyOf(bytes, left));
      judge(folder, "cut to " + left + " of " + bytes.length + " bytes: " + file);
    }
  }

  @ParameterizedTest
  @EnumSource(FileKind.class)
  void aMissingFileNeverChangesANumber(FileKind kind) throws IOException {
    int files = files(kind, freshCopy()).size();
    for (int i = 0; i < files; i++) {
      Path folder = freshCopy();
      Path file = files(kind, folder).get(i);
      Files.delete(file);
      judge(folder, "deleted " + file);
    }
  }

  private static Path freshCopy() throws IOException {
    Path copy = parent.resolve("copy");
    CountedFolder.delete(copy);
    CountedFolder.copy(java.util.Objects.requireNonNull(image), copy);
    return copy;
  }

  private static Path anyOf(FileKind kind, Path folder, Random random) throws IOException {
    List<Path> files = files(kind, folder);
    return files.get(random.nextInt(files.size()));
  }

  /** All that are not empty; at least one, or the test would test nothing. */
  private static List<Path> files(FileKind kind, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile)
          .filter(file -> folder.relativize(file).toString().matches(kind.pattern))
          .filter(file -> file.toFile().length() > 0)
          .sorted()
          .toList();
      assertThat(files).as("files of %s", kind).isNotEmpty();
      return files;
    }
  }

  /** Either everything is as it was, or the failure names what is wrong. */
  private static void judge(Path folder, String damage) {
    String what = "seed " + SEED + ", " + damage;
    try (EmbeddedEngine engine = FOLDER.open(folder)) {
      CountedFolder.awaitCounted(engine);
      FOLDER.check(engine, engine.log(), EVENTS);
      FOLDER.send(engine.log(), 0, EVENTS);
      CountedFolder.awaitCounted(engine);
      FOLDER.check(engine, engine.log(), EVENTS);
      report(what, "no harm");
    } catch (StoreException | CorruptRecordException | CorruptRunException e) {
      report(what, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what + ": neither right nor a named failure: " + e, e);
    }
  }

  private static void report(String what, String outcome) {
    if (Boolean.getBoolean("damage.verbose")) {
      System.out.println(what + "\n    " + outcome);
    }
  }
}
