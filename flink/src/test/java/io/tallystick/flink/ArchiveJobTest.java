package io.tallystick.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.SharedComponents;
import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.kafka.record.EventRecordWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * Goal: the job as it is submitted writes each event into one Parquet file, with its fate and the
 * documented columns, over a folder that cannot be written to, a kill, and a restart with another
 * parallelism.
 *
 * <p>Method: the job runs in this process, on a real Kafka. A file stands where the folder should be
 * until the job is killed. What the files hold is read by DuckDB.
 */
final class ArchiveJobTest {

  private static final int EVENTS = 20_000;
  private static final long TIME = 1_795_341_600_000L;

  @Test
  void writesEachEventOnceOverAKill() throws Exception {
    Path folder =
        Files.createTempDirectory(SharedComponents.folder(), "archive").resolve("events");
    Files.writeString(folder, "in the way");
    try (RealJob job = new RealJob(List.of(
            "archive.url=" + folder.toUri(),
            "archive.file-events=1000",
            "archive.file-age=1s",
            "rules=[{type: vote, max-value: 10}]"));
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedComponents.kafka().bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      job.start(2);
      send(job, producer, 0, EVENTS / 2);
      awaitCheckpoints(job, 3);
      job.kill();
      Files.delete(folder);
      send(job, producer, EVENTS / 4, EVENTS);
      job.start(3);
      long sent = EVENTS / 2 + EVENTS * 3 / 4;
      await(job, folder, sent);
      check(folder, sent);
    }
  }

  private static void send(RealJob job, KafkaProducer<byte[], byte[]> producer, int begin, int end)
      throws Exception {
    int partitions = job.configuration().processing().clusterPartitions();
    EventRouter router =
        new EventRouter(partitions, new EventRules(EventLimits.DEFAULT), id -> id.set("none"));
    EventRecordWriter writer = new EventRecordWriter(job.topic(), partitions);
    List<Future<?>> sent = new ArrayList<>();
    EventDraft draft = new EventDraft();
    for (int at = begin; at < end; ) {
      router.begin(TIME);
      for (int stop = Math.min(end, at + 700); at < stop; at++) {
        draft.clear();
        draft.id().set("id " + at);
        draft.type().set(at % 100 == 0 ? "vote" : "view");
        draft.subject().set("subject " + at % 100);
        draft.timeMillis(TIME - at * 60_000L);
        draft.value(at % 100 == 0 ? 11 : -at * 25L, at % 100 == 0 ? 0 : 2);
        if (at % 2 == 0) {
          int country = draft.addAttribute();
          draft.attributeName(country).set("country");
          draft.attributeValue(country).set("DE");
        }
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

  private static void awaitCheckpoints(RealJob job, int count) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
    long first = job.checkpoint();
    while (job.checkpoint() < first + count) {
      job.requireRunning();
      assertThat(System.nanoTime()).as("nanos").isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** The files that are part of the archive. */
  private static List<ArchiveFile> files(Path folder) throws Exception {
    Path manifest = folder.resolve("_manifest");
    List<ArchiveFile> files = new ArrayList<>();
    if (Files.isDirectory(manifest)) {
      try (Stream<Path> lines = Files.list(manifest)) {
        for (Path line : lines.filter(each -> each.toString().endsWith(".csv")).toList()) {
          files.add(ArchiveFile.of(Files.readString(line).strip()));
        }
      }
    }
    return files;
  }

  private static void await(RealJob job, Path folder, long events) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(RealJob.MINUTES_MAX).toNanos();
    long found = 0;
    while (found < events) {
      job.requireRunning();
      assertThat(System.nanoTime()).as("nanos, with %s events", found).isLessThan(end);
      Thread.sleep(100);
      found = files(folder).stream().mapToLong(ArchiveFile::rows).sum();
    }
    assertThat(found).isEqualTo(events);
  }

  private static void check(Path folder, long sent) throws Exception {
    for (ArchiveFile file : files(folder)) {
      byte[] bytes = Files.readAllBytes(folder.resolve(file.path()));
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      assertThat((int) crc.getValue()).as(file.path()).isEqualTo(file.crc32c());
      assertThat(bytes).hasSize((int) file.bytes());
    }
    String read = " FROM read_parquet('" + folder + "/*/*.parquet', hive_partitioning = true)";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(rows(duckDb, "DESCRIBE SELECT *" + read))
          .containsExactly(
              "partition INTEGER",
              "offset BIGINT",
              "arrival TIMESTAMP",
              "source VARCHAR",
              "id VARCHAR",
              "type VARCHAR",
              "subject VARCHAR",
              "time TIMESTAMP",
              "value DECIMAL(38,9)",
              "attributes MAP(VARCHAR, VARCHAR)",
              "fate VARCHAR",
              "replay_of BIGINT",
              "arrival_day DATE");
      assertThat(rows(
              duckDb,
              "SELECT count(*), sum(events) FROM (SELECT \"partition\", count(*) AS events,"
                  + " min(\"offset\") AS first, max(\"offset\") AS last, count(DISTINCT \"offset\") AS"
                  + " offsets" + read + " GROUP BY 1) WHERE first = 0 AND last = events - 1 AND"
                  + " offsets = events"))
          .containsExactly("16 " + sent);
      assertThat(rows(
              duckDb,
              "SELECT fate, count(*), count(DISTINCT id)" + read + " GROUP BY 1 ORDER BY 1"))
          .containsExactly(
              "counted " + EVENTS * 99 / 100 + " " + EVENTS * 99 / 100,
              "deadLettered " + EVENTS / 100 + " " + EVENTS / 100,
              "duplicate " + EVENTS / 4 + " " + EVENTS / 4);
      // what each event was follows from its id
      assertThat(rows(
              duckDb,
              "SELECT count(*) FROM (SELECT *, split_part(id, ' ', 2)::BIGINT AS number" + read
                  + ")"
                  + " WHERE source = 'default'"
                  + " AND subject = 'subject ' || (number % 100)"
                  + " AND type = if(number % 100 = 0, 'vote', 'view')"
                  + " AND epoch_ms(time) = " + TIME + " - number * 60000"
                  + " AND value = if(number % 100 = 0, 11, number * -0.25)"
                  + " AND coalesce(attributes['country'], '') = if(number % 2 = 0, 'DE', '')"
                  + " AND arrival_day = arrival::DATE AND replay_of IS NULL"
                  + " AND arrival > now()::TIMESTAMP - INTERVAL 1 HOUR"))
          .as("rows such as %s", rows(duckDb, "SELECT *" + read + " LIMIT 2"))
          .containsExactly(Long.toString(sent));
    }
  }

  private static List<String> rows(Connection duckDb, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      boolean described = sql.startsWith("DESCRIBE");
      int columns = described ? 2 : found.getMetaData().getColumnCount();
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          row.append(column == 1 ? "" : " ").append(found.getString(column));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
