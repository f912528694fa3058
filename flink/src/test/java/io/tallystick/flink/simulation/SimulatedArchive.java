package io.tallystick.flink.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.flink.archive.ArchiveSettings;
import io.tallystick.flink.archive.TopicSource;
import java.io.File;
import java.io.IOException;
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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A folder of Parquet files, and the topic as whoever writes them reads it. Thread-safe. */
final class SimulatedArchive implements AutoCloseable {

  private static final Map<Integer, SimulatedArchive> OPEN = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final int number = NUMBERS.incrementAndGet();
  private final Path folder;
  private final List<List<ConsumerRecord<byte[], byte[]>>> topic = new ArrayList<>();
  private boolean holding;

  SimulatedArchive() throws IOException {
    folder = Files.createTempDirectory("tallystick-archive");
    OPEN.put(number, this);
  }

  ArchiveSettings settings(int fileEvents, long fileMillis) {
    int opened = number;
    return new ArchiveSettings(
        folder.toUri().toString(), fileEvents, fileMillis, "rows", () -> new Source(opened));
  }

  /** A record was appended to the topic. */
  synchronized void add(ConsumerRecord<byte[], byte[]> record) {
    while (topic.size() <= record.partition()) {
      topic.add(new ArrayList<>());
    }
    topic.get(record.partition()).add(record);
  }

  /** From now on the topic does not answer, or does again. */
  synchronized void hold(boolean hold) {
    holding = hold;
    notifyAll();
  }

  private synchronized List<ConsumerRecord<byte[], byte[]>> read(int from, long begin, long end)
      throws IOException {
    while (holding) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return List.copyOf(topic.get(from).subList((int) begin, (int) end));
  }

  private record Source(int number) implements TopicSource {

    @Override
    public String id() {
      return "topic";
    }

    @Override
    public long begin(int topicPartition) {
      return 0;
    }

    @Override
    public void read(int topicPartition, long begin, long end, RecordVisitor visitor)
        throws IOException {
      for (ConsumerRecord<byte[], byte[]> record :
          Objects.requireNonNull(OPEN.get(number)).read(topicPartition, begin, end)) {
        visitor.record(record);
      }
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  /** Offset after the last archived event of each partition that has any; without a hole. */
  Map<Integer, Long> ends() throws IOException {
    Map<Integer, Long> ends = new TreeMap<>();
    List<ArchiveFile> files = new ArrayList<>();
    File[] lines = folder.resolve("_manifest").toFile().listFiles();
    for (File line : lines == null ? new File[0] : lines) {
      if (line.getName().endsWith(".csv")) {
        files.add(ArchiveFile.of(Files.readString(line.toPath()).strip()));
      }
    }
    files.sort(Comparator.comparingLong(ArchiveFile::begin));
    for (ArchiveFile file : files) {
      assertThat(file.begin())
          .as("begin of %s", file)
          .isEqualTo(ends.getOrDefault(file.partition(), 0L));
      ends.put(file.partition(), file.end());
    }
    return ends;
  }

  /** Waits until so many events are archived. */
  void await(long events) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    long found = -1;
    while (found != events) {
      assertThat(System.nanoTime()).as("nanos, with %s events", found).isLessThan(end);
      Thread.sleep(5);
      found = ends().values().stream().mapToLong(each -> each).sum();
    }
  }

  /** Source, id and fate of each event of a partition, in the order of their offsets. */
  List<String> events(int partition) throws Exception {
    List<String> events = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows = statement.executeQuery("SELECT \"offset\", source, id, fate FROM"
            + " read_parquet('" + folder + "/*/*.parquet') WHERE \"partition\" = " + partition
            + " ORDER BY 1")) {
      while (rows.next()) {
        assertThat(rows.getLong(1)).isEqualTo(events.size());
        events.add(rows.getString(2) + " " + rows.getString(3) + " " + rows.getString(4));
      }
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    hold(false);
    OPEN.remove(number);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
