package io.tallystick.archive.recount;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.archive.parquet.ClusterArchive;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RecountReport.Coverage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: each event is read once, from a file that is whole or else from the log, back to the first
 * one that neither has.
 *
 * <p>Method: one partition with files, whose contents do not matter here, and a log that begins
 * somewhere; 100 events are compared.
 */
final class RawInputTest {

  private static final int END = 100;

  @TempDir
  Path folder;

  private ArchiveFile file(long begin, long end) throws Exception {
    byte[] bytes = {(byte) begin, (byte) end};
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    ArchiveFile file = new ArchiveFile(
        0, begin, end, ArchiveFile.day(1), 1, 2, bytes.length, (int) crc.getValue());
    Path path = folder.resolve(file.path());
    Files.createDirectories(folder.resolve("_manifest"));
    Files.createDirectories(path.resolveSibling(""));
    Files.write(path, bytes);
    Files.writeString(
        folder.resolve("_manifest").resolve(file.name() + ".csv"), file.line() + "\n");
    return file;
  }

  private record Log(long begin) implements RawEvents {

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public Hold holdLog() {
      return () -> {};
    }

    @Override
    public long begin(int partition) {
      return begin;
    }

    @Override
    public long decidedEnd(int partition) {
      return END;
    }

    @Override
    public long offsetAt(int partition, long arrivalMillis) {
      return END;
    }

    @Override
    public void read(int partition, long begin, long end, EntryVisitor visitor) {
      throw new IllegalStateException("read (expected: only asked where it begins)");
    }
  }

  private void check(long logBegin, long fromLog, long coveredFrom, int files, int problems) {
    RawInput input = new RawInput(Long.MIN_VALUE);
    long found = input.readArchive(
        ClusterArchive.read(folder),
        List.of(new CommittedData.Partition(0, END, Tally.NONE, List.of())),
        new Log(logBegin));
    assertThat(found).as("events from the log").isEqualTo(fromLog);
    assertThat(input.coverage()).containsExactly(new Coverage(0, coveredFrom, END));
    assertThat(input.files()).hasSize(files);
    assertThat(input.problems()).hasSize(problems);
  }

  @Test
  void takesFilesAndTheRestFromTheLog() throws Exception {
    check(30, 70, 30, 0, 0);
    file(0, 40);
    file(40, 80);
    check(30, 20, 0, 2, 0);
    check(0, 20, 0, 2, 0);
    check(80, 20, 0, 2, 0);
  }

  @Test
  void takesFromTheLogWhatWasBeforeTheFirstFile() throws Exception {
    file(40, 80);
    check(10, 30 + 20, 10, 1, 0);
    check(0, 40 + 20, 0, 1, 0);
    check(60, 20, 40, 1, 0);
  }

  @Test
  void tellsWhatWasCountedWhileTheArchiveWasOff() throws Exception {
    file(0, 40);
    file(60, 100);
    // the log has all of it, a part, nothing
    check(40, 20, 0, 2, 0);
    check(50, 10, 50, 1, 1);
    check(60, 0, 60, 1, 1);
    check(90, 0, 60, 1, 1);
  }

  @Test
  void leavesOutWhatIsNewerThanWhatIsCompared() throws Exception {
    file(0, 90);
    file(90, 110);
    file(110, 130);
    check(0, 10, 0, 1, 0);
  }

  @Test
  void fillsADamagedFileFromTheLogOrEndsThere() throws Exception {
    file(0, 40);
    ArchiveFile damaged = file(40, 80);
    file(80, 100);
    Files.write(folder.resolve(damaged.path()), new byte[] {7, 7});
    check(40, 40, 0, 2, 1);
    // the damage, and the hole that it leaves
    check(50, 30, 50, 1, 2);
    Files.delete(folder.resolve(damaged.path()));
    check(0, 40, 0, 2, 1);
  }

  @Test
  void doesNotReadAnEventTwice() throws Exception {
    file(0, 60);
    file(50, 100);
    check(0, 40, 0, 1, 1);
  }
}
