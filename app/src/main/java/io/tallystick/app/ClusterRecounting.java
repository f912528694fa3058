package io.tallystick.app;

import io.tallystick.app.cluster.CommittedEvents;
import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.archive.parquet.ClusterArchive;
import io.tallystick.archive.recount.RecountJobs;
import io.tallystick.archive.recount.RecountSettings;
import io.tallystick.archive.s3.S3Archive;
import io.tallystick.archive.s3.S3Settings;
import io.tallystick.configuration.ArchiveConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.node.Notice;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.recount.NodeData;
import io.tallystick.core.recount.RawEvents;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.recount.RowRepair;
import io.tallystick.kafka.log.KafkaAppender;
import io.tallystick.kafka.log.TopicRange;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recounts of a cluster: what is archived and what the topic holds, against all that is published.
 * Thread-safe.
 */
final class ClusterRecounting implements Recounts, AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterRecounting.class);

  /** A folder, as Flink takes it. */
  private static final Pattern LOCAL = Pattern.compile("(?:file:(?://)?)?(/.*)");

  private final RecountJobs jobs;
  private final TopicRange topic;

  private ClusterRecounting(RecountJobs jobs, TopicRange topic) {
    this.jobs = jobs;
    this.topic = topic;
  }

  /**
   * Waits for the first recount.
   *
   * @param store closed by somebody else
   * @param appender for what the job is asked; closed by somebody else
   */
  static ClusterRecounting start(
      NodeConfiguration configuration,
      ConnectingReader store,
      KafkaAppender appender,
      LongSupplier clock) {
    int partitions = configuration.processing().clusterPartitions();
    Path work = RecountFolder.below(configuration.data().directory());
    RecountSettings settings = new RecountSettings(
        new DuckSettings(
            configuration.recount().memoryBytes(),
            configuration.recount().threads().orElse(Runtime.getRuntime().availableProcessors()),
            work.resolve("tmp")),
        work,
        configuration.deduplication().window().toMillis(),
        configuration.events().futureMillisMax());
    TopicRange topic = TopicRange.ofTask(KafkaParts.connection(configuration), partitions);
    CommittedEvents events = new CommittedEvents(
        partitions, store::commits, partition -> decidedEnd(store, partition), topic);
    return new ClusterRecounting(
        new RecountJobs(
            settings,
            () -> archive(configuration.archive(), work.resolve("archive")),
            () -> new Data(events, store, appender),
            clock),
        topic);
  }

  /**
   * The files of the job, where this process sees them; else null.
   *
   * @param fetched where those go that are not read where they are
   */
  private static @Nullable ArchivedEvents archive(ArchiveConfiguration archive, Path fetched) {
    String url = archive.url().orElse("none");
    if (S3Settings.isS3(url)) {
      ArchiveConfiguration.S3 s3 = archive.s3();
      return S3Archive.read(
          S3Settings.of(url, s3.endpoint(), s3.region(), s3.pathStyle()), fetched);
    }
    Matcher matcher = LOCAL.matcher(url);
    if (!matcher.matches()) {
      LOGGER.info(
          "{}",
          Notice.of("archive-unread", "recount: no archive is read (archive.url: " + url + ")")
              .did("what the topic no longer has is not recounted"));
      return null;
    }
    return ClusterArchive.read(Path.of(matcher.group(1)));
  }

  private static long decidedEnd(ConnectingReader store, int partition) {
    var partitions = store.open().partitions();
    return partitions.isEmpty() ? 0 : partitions.get(partition).state().offset();
  }

  private record Data(RawEvents events, ConnectingReader store, KafkaAppender appender)
      implements NodeData {

    @Override
    public CommittedData.Source committed() {
      return store::committed;
    }

    @Override
    public RowRepair repair() {
      return new RepublishedRows(appender::republish);
    }

    @Override
    public void close() {
      // belongs to the node
    }
  }

  @Override
  public @Nullable RecountReport start(RecountRequest request) {
    return jobs.start(request);
  }

  @Override
  public @Nullable RecountReport find(long id) {
    return jobs.find(id);
  }

  @Override
  public @Nullable RecountReport latest() {
    return jobs.latest();
  }

  @Override
  public List<RowRepair.Recorded> repairs(int countMax) {
    return List.of();
  }

  @Override
  public void close() {
    jobs.close();
    topic.close();
  }
}
