package io.tallystick.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.archive.ArchiveMarkerLayout;
import io.tallystick.core.process.StepListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: an archive is that of one node, and no other node takes it for its own. */
final class ArchiveFolderTest {

  private static final String FIRST = "0123456789abcdef".repeat(2);
  private static final String SECOND = "fedcba9876543210".repeat(2);

  @TempDir
  private Path folder;

  @Test
  void belongsToWhoeverCameFirst() throws IOException {
    ArchiveFolder first = new ArchiveFolder(folder.resolve("archive"), FIRST);
    first.claim();
    first.claim();
    ParquetArchive.open(first, StepListener.NONE);

    ArchiveFolder second = new ArchiveFolder(first.path(), SECOND);
    assertRefused(second, FIRST + " (expected: " + SECOND);
    assertThatThrownBy(() -> ParquetArchive.open(second, StepListener.NONE))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("archive.directory: ")
        .hasMessageContaining(first.path().toString());
    first.check();
  }

  @Test
  void anArchiveWithoutOwnerIsNotAdopted() throws IOException {
    ArchiveFolder first = new ArchiveFolder(folder, FIRST);
    ParquetArchive.open(first, StepListener.NONE);
    Files.delete(folder.resolve(ArchiveFolder.MARKER));

    assertRefused(first, "missing (expected: a file");
    assertThat(folder.resolve(ArchiveFolder.MARKER)).doesNotExist();
  }

  @Test
  void aDamagedMarkerIsNamed() throws IOException {
    ArchiveFolder first = new ArchiveFolder(folder, FIRST);
    first.claim();
    Files.writeString(folder.resolve(ArchiveFolder.MARKER), "{}");

    assertRefused(first, "damaged, marker: 2 bytes");
  }

  /** Two that came in the same moment: the marker is of the later one, the other finds that out. */
  @Test
  void whoLosesTheFolderWritesNothing() throws IOException {
    ArchiveFolder first = new ArchiveFolder(folder, FIRST);
    first.claim();
    Files.write(folder.resolve(ArchiveFolder.MARKER), ArchiveMarkerLayout.encode(SECOND));

    assertThatThrownBy(first::check).isInstanceOf(ArchiveException.class);
  }

  private static void assertRefused(ArchiveFolder folder, String problem) {
    assertThatThrownBy(folder::claim)
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining(folder.path().resolve(ArchiveFolder.MARKER) + ": ")
        .hasMessageContaining(problem)
        .hasMessageContaining("name a folder that no other node uses");
  }
}
