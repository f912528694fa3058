package io.tallystick.flink;

import io.tallystick.configuration.ArchiveConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.flink.archive.ArchiveSettings;
import io.tallystick.flink.count.CountingOperator;
import io.tallystick.flink.count.CountingOperatorFactory;
import io.tallystick.flink.count.CountingSettings;
import io.tallystick.flink.count.PartitionKey;
import io.tallystick.flink.job.CassandraStore;
import io.tallystick.flink.job.FlinkDefaults;
import io.tallystick.flink.job.JobArguments;
import io.tallystick.flink.job.KafkaEnds;
import io.tallystick.flink.publish.PublisherFactory;
import io.tallystick.flink.record.LogRecordSerializer;
import io.tallystick.flink.total.BucketDelta;
import io.tallystick.flink.total.BucketDeltaSerializer;
import io.tallystick.flink.total.BucketKey;
import io.tallystick.flink.total.TotalsOperatorFactory;
import io.tallystick.flink.total.TotalsSettings;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The job: {@code flink run tallystick-flink-job.jar [--config FILE] [--set KEY=VALUE]…}. See
 * docs/operating/flink.md.
 */
public final class CountingJob {

  /*
   * source → by partition: counting → by bucket: totals
   *                     └→ dead letters
   *
   * The uids name the operators in every checkpoint and savepoint. They must never change.
   */

  private CountingJob() {}

  /** Submits the job. */
  public static void main(String[] arguments) throws Exception {
    NodeConfiguration configuration = JobArguments.configuration(arguments, System.getenv());
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.configure(FlinkDefaults.over(environment.getConfiguration()));
    KafkaEnds.ensureTopics(configuration);
    build(environment, configuration, CassandraStore.of(configuration));
    environment.execute("tallystick");
  }

  private static @Nullable ArchiveSettings archive(NodeConfiguration configuration) {
    ArchiveConfiguration archive = configuration.archive();
    Duration retention = configuration.kafka().retention();
    if (archive.url().isPresent() && archive.fileAge().multipliedBy(2).compareTo(retention) > 0) {
      throw new IllegalArgumentException("archive.file-age: " + archive.fileAge()
          + " (expected: at most half of kafka.retention, " + retention
          + ", because until then only the topic has the events)");
    }
    return archive
        .url()
        .map(url -> new ArchiveSettings(
            url,
            archive.fileEvents(),
            archive.fileAge().toMillis(),
            configuration.cassandra().keyspace(),
            KafkaEnds.replay(configuration.kafka())))
        .orElse(null);
  }

  /** Puts the operators together. */
  static void build(
      StreamExecutionEnvironment environment,
      NodeConfiguration configuration,
      PublisherFactory publishers) {
    int partitions = configuration.processing().clusterPartitions();
    int buckets = configuration.cassandra().buckets();
    CountingSettings counting = CountingSettings.of(
        partitions,
        buckets,
        Dimensions.of(configuration.dimensions()).all(),
        configuration.rules(),
        configuration.deduplication().window(),
        configuration.deduplication().memoryBytes().orElse(0));
    SingleOutputStreamOperator<BucketDelta> deltas = environment
        .fromSource(
            KafkaEnds.events(configuration.kafka(), partitions),
            WatermarkStrategy.noWatermarks(),
            "events",
            LogRecordSerializer.TYPE)
        .uid("source")
        .keyBy(new PartitionKey(partitions), Types.INT)
        .transform(
            "counting",
            BucketDeltaSerializer.TYPE,
            new CountingOperatorFactory(counting, publishers, archive(configuration)))
        .uid("counting");
    deltas
        .getSideOutput(CountingOperator.DEAD)
        .sinkTo(KafkaEnds.deadLetters(configuration.kafka()))
        .name("dead letters")
        .uid("dead-letters");
    deltas
        .keyBy(new BucketKey(buckets), Types.INT)
        .transform(
            "totals",
            Types.VOID,
            new TotalsOperatorFactory(new TotalsSettings(buckets, 0), publishers))
        .uid("totals");
  }
}
