package io.tallystick.flink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.archive.ArchiveMarkerLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a folder of somebody else is refused and not touched, and events that the topic no longer
 * has are told and do not stop what comes after.
 */
final class ArchiveWriterTest {

  private static final Stretch STRETCH = new Stretch(
      0, 100, 2, 0, 0, List.of(new Stretch.Run(0, 5, 6)), new byte[] {0}, new byte[] {8});

  @TempDir
  Path folder;

  /** A topic that has deleted everything. */
  private record EmptyTopic() implements TopicSource {

    @Override
    public String id() {
      return "topic";
    }

    @Override
    public long begin(int topicPartition) {
      return 1_000;
    }

    @Override
    public void read(int topicPartition, long begin, long end, RecordVisitor visitor) {
      // nothing is left
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private ArchiveWriter writer() {
    return new ArchiveWriter(
        "test",
        new ArchiveSettings(folder.toUri().toString(), 1_000, 1_000, "rows", EmptyTopic::new),
        1);
  }

  private static PartitionArchive.Planned planned() {
    return new PartitionArchive.Planned(new ArrayList<>(), STRETCH, List.of(), 1);
  }

  @Test
  void refusesTheArchiveOfAnother() throws Exception {
    Files.write(
        folder.resolve(ArchiveMarkerLayout.NAME),
        ArchiveMarkerLayout.encode("00112233445566778899aabbccddeeff"));
    assertRefused("archive of 00112233445566778899aabbccddeeff (expected: ");
    assertThat(folder.toFile().list()).containsExactly(ArchiveMarkerLayout.NAME);
  }

  @Test
  void refusesEventsThatAreThereAlready() throws Exception {
    try (ArchiveWriter writer = writer()) {
      writer.submit(planned());
      await(writer);
    }
    Path manifest = Files.createDirectory(folder.resolve("_manifest"));
    Files.createFile(manifest.resolve("partition-000-0000000000000000000-0000000000000000101.csv"));
    assertRefused("has files with events 0..101 (expected: none");
  }

  private void assertRefused(String problem) throws Exception {
    try (ArchiveWriter writer = writer()) {
      writer.submit(planned());
      assertThatThrownBy(() -> {
            long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            while (System.nanoTime() < end) {
              writer.awaitRoom();
              Thread.sleep(5);
            }
          })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("archive.url: ")
          .hasMessageContaining(problem);
    }
  }

  @Test
  void goesOnWhenTheTopicHasDeletedEvents() throws Exception {
    try (ArchiveWriter writer = writer()) {
      writer.submit(planned());
      writer.submit(planned());
      List<PartitionArchive.Planned> done = new ArrayList<>(await(writer));
      while (done.size() < 2) {
        done.addAll(await(writer));
      }
      assertThat(writer.lostEvents()).isEqualTo(4);
      assertThat(writer.events()).isZero();
      assertThat(writer.waitingFiles()).isZero();
    }
    assertThat(folder.resolve("_manifest")).doesNotExist();
  }

  private static List<PartitionArchive.Planned> await(ArchiveWriter writer) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (true) {
      List<PartitionArchive.Planned> done = writer.takeDone();
      if (!done.isEmpty()) {
        return done;
      }
      assertThat(System.nanoTime()).as("nanos").isLessThan(end);
      Thread.sleep(5);
    }
  }
}
