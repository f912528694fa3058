package io.tallystick.flink;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cluster.CassandraCluster;
import io.tallystick.cluster.SharedComponents;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.flink.job.CassandraStore;
import io.tallystick.flink.job.FlinkDefaults;
import io.tallystick.flink.job.JobArguments;
import io.tallystick.flink.job.KafkaEnds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The job in this process, on a real Kafka and a real Cassandra, with a topic of its own. */
final class RealJob implements AutoCloseable {

  /** Longest time that a test waits for something that takes seconds. */
  static final long MINUTES_MAX = 5;

  private final String name = "t" + UUID.randomUUID().toString().replace("-", "");
  private final Path checkpoints;
  private NodeConfiguration configuration;
  private @Nullable String savepoint;
  private @Nullable JobClient running;
  private @Nullable CompletableFuture<JobExecutionResult> ended;

  RealJob(List<String> settings) throws IOException {
    checkpoints = Files.createTempDirectory(SharedComponents.folder(), "checkpoints");
    configuration = configuration(name, settings);
    KafkaEnds.ensureTopics(configuration);
  }

  private static NodeConfiguration configuration(String name, List<String> settings) {
    CassandraCluster cassandra = SharedComponents.cassandra();
    List<String> arguments = new ArrayList<>();
    for (String setting : List.of(
        "kafka.bootstrap-servers=" + SharedComponents.kafka().bootstrapServers(),
        "kafka.topic=" + name,
        "kafka.dead-letter-topic=" + name + "-dead",
        "kafka.topic-partitions=4",
        "cassandra.contact-points=" + cassandra.contactPoints(),
        "cassandra.local-datacenter=" + cassandra.datacenter(),
        "cassandra.replication=1",
        "cassandra.keyspace=" + name)) {
      arguments.addAll(List.of("--set", setting));
    }
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return JobArguments.configuration(arguments.toArray(String[]::new), Map.of());
  }

  /** From the next start on it has other settings, on the same topic and tables. */
  void configure(List<String> settings) {
    configuration = configuration(name, settings);
  }

  NodeConfiguration configuration() {
    return configuration;
  }

  String topic() {
    return name;
  }

  String deadLetterTopic() {
    return name + "-dead";
  }

  /** How the published rows are read. */
  CassandraSettings cassandra() {
    return CassandraSettings.of(configuration);
  }

  /** What is published now; asks again while Cassandra does not answer. */
  static PublishedView published(CassandraReader reader) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES_MAX);
    while (true) {
      reader.refresh();
      try {
        return reader.open();
      } catch (RefusedException notNow) {
        if (System.nanoTime() > end) {
          throw notNow;
        }
        Thread.sleep(50);
      }
    }
  }

  /** Begins, or goes on from the savepoint that has ended it, or from the last checkpoint. */
  void start(int parallelism) throws Exception {
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    String last = savepoint == null ? lastCheckpoint() : savepoint;
    savepoint = null;
    if (last != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, last);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
    environment.configure(FlinkDefaults.over(environment.getConfiguration()));
    CountingJob.build(environment, configuration, CassandraStore.of(configuration));
    JobClient client = environment.executeAsync("test");
    running = client;
    ended = client.getJobExecutionResult();
  }

  private @Nullable String lastCheckpoint() throws IOException {
    return complete().stream()
        .max(Comparator.comparing(file -> file.toFile().lastModified()))
        .map(file -> file.resolveSibling("").toUri().toString())
        .orElse(null);
  }

  /** The number of the last checkpoint that is complete; 0 when none is. */
  long checkpoint() throws IOException {
    return complete().stream()
        .map(file -> file.resolveSibling("").getFileName().toString())
        .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('-') + 1)))
        .max()
        .orElse(0);
  }

  /** What makes checkpoints complete. */
  private List<Path> complete() throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(checkpoints)) {
        return files.filter(file -> file.endsWith("_metadata")).toList();
      } catch (UncheckedIOException e) {
        // Flink has deleted an older one meanwhile, which it also does for a while after the end
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Throws what has ended it, if anything has. */
  void requireRunning() throws Exception {
    CompletableFuture<JobExecutionResult> end = ended;
    if (end != null && end.isDone()) {
      end.get();
    }
  }

  /** Ends it with a savepoint, which the next start goes on from. */
  void stop() throws Exception {
    JobClient client = Objects.requireNonNull(running);
    Path folder = Files.createTempDirectory(SharedComponents.folder(), "savepoint");
    savepoint = client
        .stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(MINUTES_MAX, TimeUnit.MINUTES);
    kill();
  }

  /** Ends it without a savepoint. */
  void kill() throws Exception {
    JobClient client = running;
    CompletableFuture<JobExecutionResult> end = ended;
    running = null;
    ended = null;
    if (client != null && end != null) {
      if (!end.isDone() && savepoint == null) {
        client.cancel().get();
      }
      // with the job, all of Flink in this process ends
      end.handle((result, failure) -> 0).get(MINUTES_MAX, TimeUnit.MINUTES);
    }
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
