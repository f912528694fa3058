package io.tallystick.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.kafka.record.EventRecordWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * Goal: the archive can be switched on and off with any savepoint, and another parallelism. It has
 * each event that was counted while it was on, once, also those that waited when it was switched
 * off, and a gap for the others.
 *
 * <p>Method: the job runs in this process, on a real Kafka and a real Cassandra; what the files
 * hold is read by DuckDB.
 */
final class ArchiveSwitchTest {

  private static final int EVENTS = 4_000;
  private static final long TIME = 1_795_341_600_000L;

  @Test
  void goesOnAndOffWithSavepoints() throws Exception {
    Path folder = Files.createTempDirectory(SharedComponents.folder(), "switched");
    try (RealJob job = new RealJob(List.of());
        CassandraReader reader = CassandraReader.open(job.cassandra());
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedComponents.kafka().bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      job.start(2);
      send(job, producer, 'a');
      List<Long> beforeOn = awaitCounted(job, reader, EVENTS);
      job.stop();

      job.configure(on(folder, "1s"));
      job.start(3);
      send(job, producer, 'b');
      List<Long> archived = awaitCounted(job, reader, 2 * EVENTS);
      awaitFiles(job, folder, beforeOn, archived);
      job.stop();

      // what is counted now is not yet worth a file when it ends
      job.configure(on(folder, "1h"));
      job.start(2);
      send(job, producer, 'c');
      List<Long> off = awaitCounted(job, reader, 3 * EVENTS);
      job.stop();
      assertThat(archivedEnds(folder)).isNotEqualTo(off);

      job.configure(List.of());
      job.start(1);
      send(job, producer, 'd');
      List<Long> onAgain = awaitCounted(job, reader, 4 * EVENTS);
      job.stop();
      assertThat(archivedEnds(folder)).isNotEqualTo(off);

      job.configure(on(folder, "1s"));
      job.start(2);
      send(job, producer, 'e');
      List<Long> end = awaitCounted(job, reader, 5 * EVENTS);
      awaitFiles(job, folder, onAgain, end);
      check(folder, beforeOn, off, onAgain, end);
    }
  }

  private static List<String> on(Path folder, String age) {
    return List.of(
        "archive.url=" + folder.toUri(), "archive.file-age=" + age, "archive.file-events=1000");
  }

  private static void send(RealJob job, KafkaProducer<byte[], byte[]> producer, char round)
      throws Exception {
    int partitions = job.configuration().processing().clusterPartitions();
    EventRouter router =
        new EventRouter(partitions, new EventRules(EventLimits.DEFAULT), id -> id.set("none"));
    EventRecordWriter writer = new EventRecordWriter(job.topic(), partitions);
    List<Future<?>> sent = new ArrayList<>();
    EventDraft draft = new EventDraft();
    for (int at = 0; at < EVENTS; ) {
      router.begin(TIME);
      for (int stop = at + 500; at < stop; at++) {
        draft.clear();
        draft.id().set(round + " " + at);
        draft.type().set("view");
        draft.subject().set("subject " + at % 10);
        draft.timeMillis(TIME);
        assertThat(router.add(draft)).isNull();
      }
      for (EventLog.Append append : router.finish()) {
        sent.add(producer.send(writer.batch(append, 4, TIME)));
      }
    }
    for (Future<?> each : sent) {
      each.get();
    }
  }

  /** Waits until so many events were counted; returns where each partition is then. */
  private static List<Long> awaitCounted(RealJob job, CassandraReader reader, long events)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
    while (true) {
      job.requireRunning();
      List<Long> ends = RealJob.published(reader).partitions().stream()
          .map(PublishedView.Partition::state)
          .map(state -> state.offset())
          .toList();
      long sum = ends.stream().mapToLong(end -> end).sum();
      if (sum == events) {
        return ends;
      }
      assertThat(sum).as("events").isLessThan(events);
      assertThat(System.nanoTime()).as("nanos, with %s events", sum).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static List<ArchiveFile> files(Path folder) throws Exception {
    List<ArchiveFile> files = new ArrayList<>();
    try (Stream<Path> lines = Files.list(folder.resolve(ArchiveFile.LINES))) {
      for (Path line : lines.filter(each -> each.toString().endsWith(".csv")).toList()) {
        files.add(ArchiveFile.of(Files.readString(line).strip()));
      }
    }
    files.sort(Comparator.comparingInt(ArchiveFile::partition).thenComparing(ArchiveFile::begin));
    return files;
  }

  private static List<Long> archivedEnds(Path folder) throws Exception {
    Long[] ends = new Long[16];
    for (ArchiveFile file : files(folder)) {
      ends[file.partition()] = file.end();
    }
    return List.of(ends);
  }

  /** Waits until everything between these offsets is archived. */
  private static void awaitFiles(RealJob job, Path folder, List<Long> begins, List<Long> ends)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
    long expected = 0;
    for (int partition = 0; partition < ends.size(); partition++) {
      expected += ends.get(partition) - begins.get(partition);
    }
    long found = 0;
    while (found < expected) {
      job.requireRunning();
      assertThat(System.nanoTime()).as("nanos, with %s events", found).isLessThan(deadline);
      Thread.sleep(100);
      found = Files.isDirectory(folder.resolve(ArchiveFile.LINES))
          ? files(folder).stream()
              .filter(file -> file.begin() >= begins.get(file.partition()))
              .mapToLong(ArchiveFile::rows)
              .sum()
          : 0;
    }
    assertThat(found).isEqualTo(expected);
  }

  private static void check(
      Path folder, List<Long> beforeOn, List<Long> off, List<Long> onAgain, List<Long> end)
      throws Exception {
    List<ArchiveFile> files = files(folder);
    for (int partition = 0; partition < end.size(); partition++) {
      long at = beforeOn.get(partition);
      for (ArchiveFile file : files) {
        if (file.partition() == partition) {
          if (at == off.get(partition)) {
            at = onAgain.get(partition);
          }
          assertThat(file.begin()).as("%s", file).isEqualTo(at);
          at = file.end();
        }
      }
      assertThat(at).as("partition %s", partition).isEqualTo(end.get(partition));
    }
    String sql = "SELECT string_agg(round || ' ' || events || ' ' || ids, ', ' ORDER BY round) FROM"
        + " (SELECT left(id, 1) AS round, count(*) AS events, count(DISTINCT id) AS ids"
        + " FROM read_parquet('" + folder + "/*/*.parquet') WHERE fate = 'counted' GROUP BY 1)";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("b 4000 4000, c 4000 4000, e 4000 4000");
    }
  }
}
