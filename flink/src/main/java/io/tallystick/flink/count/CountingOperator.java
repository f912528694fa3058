package io.tallystick.flink.count;

import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.Publisher;
import io.tallystick.core.rollup.RollupDelta;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.flink.Brake;
import io.tallystick.flink.archive.ArchiveSettings;
import io.tallystick.flink.archive.ArchiveWriter;
import io.tallystick.flink.archive.PartitionArchive;
import io.tallystick.flink.key.KeyGroups;
import io.tallystick.flink.key.SpreadKeys;
import io.tallystick.flink.publish.Publication;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.total.BucketDelta;
import io.tallystick.kafka.record.RowKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the events of some partitions their fates. What it counts goes on to the buckets of series;
 * what it decides about single events is published from here.
 */
public final class CountingOperator extends AbstractStreamOperator<BucketDelta>
    implements OneInputStreamOperator<LogRecord, BucketDelta> {

  /*
   * All of a partition's counting is core's, in memory; an event touches no state. At a checkpoint
   * each partition hands its counts to the buckets, which therefore have them before their own
   * snapshot (barriers are aligned), and writes down what it needs to go on: new identities and dead
   * letters as keyed state, which is incremental, and its last report as one stream, which is small.
   */

  /** Dead letters and records that cannot be understood, for their topic. */
  public static final OutputTag<DeadRecord> DEAD =
      new OutputTag<>("dead", DeadRecordSerializer.TYPE);

  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(CountingOperator.class);

  /** With more cells in all partitions of a task they go to the buckets before the checkpoint. */
  private static final int CELLS_MAX = 100_000;

  /** Memory of journals beyond which records are taken slowly. */
  private static final long JOURNAL_BYTES_MAX = 64 << 20;

  /** After so many events the memory of all partitions is looked at. */
  private static final int EVENTS_UNCHECKED_MAX = 10_000;

  private static final int HEAP_SHARE = 3;
  private static final long IDENTITY_BYTES_MIN = 64 << 10;

  private final CountingSettings settings;
  private final transient Publication<PartitionReport> publication;
  private final transient SpreadKeys keys;
  private final @Nullable ArchiveSettings archiveSettings;
  private transient @Nullable ArchiveWriter archive;
  private final @Nullable PartitionCounter[] counters;
  private final List<PartitionCounter> owned = new ArrayList<>();
  private final StreamRecord<BucketDelta> delta = new StreamRecord<>(null);
  private transient @Nullable Path scratch;
  private List<PartitionReport> restored = List.of();
  private long eventsUnchecked;
  private transient @Nullable Counter events;
  private transient @Nullable Counter malformed;

  CountingOperator(
      StreamOperatorParameters<BucketDelta> parameters,
      CountingSettings settings,
      Publisher publisher,
      @Nullable ArchiveSettings archiveSettings,
      MailboxExecutor mailbox) {
    super(parameters);
    this.archiveSettings = archiveSettings;
    this.settings = settings;
    keys = new SpreadKeys(settings.partitions(), KeyGroups.COUNT);
    counters = new PartitionCounter[settings.partitions()];
    publication = new Publication<>(
        name(getRuntimeContext().getTaskInfo()), publisher, Publisher::publish, mailbox);
  }

  private static String name(TaskInfo task) {
    return "counting %d/%d"
        .formatted(task.getIndexOfThisSubtask() + 1, task.getNumberOfParallelSubtasks());
  }

  @Override
  protected boolean isUsingCustomRawKeyedState() {
    return true;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    MapState<Long, byte[]> identities =
        context.getKeyedStateStore().getMapState(descriptor("identities"));
    MapState<Long, byte[]> letters =
        context.getKeyedStateStore().getMapState(descriptor("dead-letters"));
    List<Integer> partitions = keys.within(KeyGroups.of(getRuntimeContext().getTaskInfo()));
    TaskManagerRuntimeInfo process = getContainingTask().getEnvironment().getTaskManagerInfo();
    // emptied by Flink when the process starts: a kill leaves nothing for ever
    Path folder = process
        .getTmpWorkingDirectory()
        .toPath()
        .resolve("tallystick-identities-" + UUID.randomUUID());
    scratch = folder;
    long identityBytes = identityBytesMax(partitions.size());
    for (int partition : partitions) {
      PartitionCounter counter = new PartitionCounter(
          partition,
          settings,
          identityBytes,
          folder,
          identities,
          letters,
          archive(context, partition));
      counters[partition] = counter;
      owned.add(counter);
    }
    OptionalLong checkpoint = context.getRestoredCheckpointId();
    if (checkpoint.isPresent()) {
      restore(context, checkpoint.getAsLong());
    } else {
      publication.begin();
      LOGGER.info("counting begins with partitions {}, none of them was restored", partitions);
    }
    owned.forEach(PartitionCounter::begin);
    if (archiveSettings != null) {
      archive = new ArchiveWriter(
          name(getRuntimeContext().getTaskInfo()), archiveSettings, settings.partitions());
      checkpoint.ifPresent(this::archive);
    }
  }

  private @Nullable PartitionArchive archive(StateInitializationContext context, int partition) {
    if (archiveSettings == null) {
      return null;
    }
    return new PartitionArchive(
        partition,
        archiveSettings,
        context.getKeyedStateStore().getMapState(descriptor("archive")),
        context
            .getKeyedStateStore()
            .getMapState(new MapStateDescriptor<>(
                "archive-files", LongSerializer.INSTANCE, LongSerializer.INSTANCE)));
  }

  private static MapStateDescriptor<Long, byte[]> descriptor(String name) {
    return new MapStateDescriptor<>(
        name, LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
  }

  private long identityBytesMax(int partitions) {
    long all = settings.identityBytesMax();
    if (all == 0) {
      int slots = getContainingTask()
          .getEnvironment()
          .getTaskManagerInfo()
          .getConfiguration()
          .get(org.apache.flink.configuration.TaskManagerOptions.NUM_TASK_SLOTS);
      all = Runtime.getRuntime().maxMemory() / HEAP_SHARE / Math.max(1, slots);
    }
    return Math.max(IDENTITY_BYTES_MIN, all / Math.max(1, partitions));
  }

  private void restore(StateInitializationContext context, long epoch) throws Exception {
    long begin = System.nanoTime();
    List<PartitionReport> reports = new ArrayList<>();
    for (KeyGroupStatePartitionStreamProvider group : context.getRawKeyedStateInputs()) {
      for (CountingState.Partition partition :
          CountingState.read(group.getStream(), settings.partitions())) {
        PartitionReport report = partition.report();
        PartitionCounter counter = counter(report.partition());
        setCurrentKey(keys.key(report.partition()));
        counter.restore(epoch, report, partition.arrivalMillis());
        reports.add(report);
      }
    }
    publication.restored(epoch, reports);
    restored = reports;
    LOGGER.info(
        "counting goes on after checkpoint {} with {} partitions, {} of them restored in {} ms",
        epoch,
        owned.size(),
        reports.size(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  private PartitionCounter counter(int partition) {
    PartitionCounter counter = counters[partition];
    if (counter == null) {
      throw new IllegalStateException("partition: " + partition + " (expected: one of this task)");
    }
    return counter;
  }

  /** Has the files written that a complete checkpoint has planned. */
  private void archive(long checkpoint) {
    ArchiveWriter writer = archive;
    for (PartitionCounter counter : owned) {
      PartitionArchive files = counter.archive();
      if (files != null && writer != null) {
        files.take(checkpoint).forEach(writer::submit);
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    events = getMetricGroup().counter("events");
    malformed = getMetricGroup().counter("malformedRecords");
    // whether they had reached their topic is not known
    restored.forEach(this::emitDeadLetters);
    restored = List.of();
    getMetricGroup().gauge("publishedEpoch", publication::publishedEpoch);
    getMetricGroup().gauge("publishedMillis", publication::publishedMillis);
    ArchiveWriter writer = archive;
    if (writer != null) {
      getMetricGroup().gauge("archivedEvents", writer::events);
      getMetricGroup().gauge("archiveLostEvents", writer::lostEvents);
      getMetricGroup().gauge("archiveWaitingFiles", writer::waitingFiles);
      getMetricGroup().gauge("archiveFailed", () -> writer.failure() == null ? 0 : 1);
    }
    getMetricGroup()
        .gauge(
            "openDeadLetters",
            () -> owned.stream().mapToInt(PartitionCounter::openDeadLetters).sum());
    getMetricGroup()
        .gauge(
            "identityBytes",
            () -> owned.stream().mapToLong(PartitionCounter::identityBytes).sum());
    getMetricGroup()
        .gauge(
            "identitiesOnDisk",
            () -> owned.stream().mapToLong(PartitionCounter::identitiesOnDisk).sum());
  }

  @Override
  public void processElement(StreamRecord<LogRecord> element) throws Exception {
    LogRecord record = element.getValue();
    if (record.kind() == LogRecord.Kind.MALFORMED) {
      output.collect(DEAD, new StreamRecord<>(DeadRecord.malformed(record)));
      increment(malformed, 1);
      return;
    }
    counter(record.partition()).apply(record);
    if (record.kind() == LogRecord.Kind.REPUBLISH) {
      emitWanted(record.payload());
    }
    increment(events, record.kind() == LogRecord.Kind.EVENTS ? record.number() : 0);
    // one more for what has none
    eventsUnchecked += 1 + (record.kind() == LogRecord.Kind.EVENTS ? record.number() : 0);
    if (eventsUnchecked > EVENTS_UNCHECKED_MAX) {
      eventsUnchecked = 0;
      checkMemory();
    }
  }

  private static void increment(@Nullable Counter counter, long by) {
    if (counter != null) {
      counter.inc(by);
    }
  }

  private void checkMemory() throws InterruptedException {
    long cells = 0;
    long journalBytes = 0;
    for (PartitionCounter counter : owned) {
      cells += counter.pendingCells();
      journalBytes += counter.journalBytes();
    }
    if (cells > CELLS_MAX) {
      owned.forEach(this::emit);
    }
    Brake.pause(journalBytes, JOURNAL_BYTES_MAX);
  }

  private void emit(PartitionCounter counter) {
    if (counter.pendingCells() > 0) {
      RollupDelta.write(
          counter.takePending(),
          settings.buckets(),
          (bucket, bytes, length) -> output.collect(delta.replace(
              new BucketDelta(bucket, BucketDelta.Kind.COUNTED, Arrays.copyOf(bytes, length)))));
    }
  }

  /** Hands the keys of rows that are to be published again to their buckets. */
  private void emitWanted(byte[] keys) {
    for (byte[] key : RowKeys.read(keys)) {
      int begin = Math.min(key.length, RollupRowLayout.seriesOffset());
      int bucket =
          BucketRows.bucket(SeriesKey.hash(key, begin, key.length - begin), settings.buckets());
      output.collect(delta.replace(new BucketDelta(bucket, BucketDelta.Kind.WANTED, key)));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    ArchiveWriter writer = archive;
    if (writer != null) {
      writer.awaitRoom();
      writer.takeDone().forEach(PartitionArchive.Planned::done);
    }
    publication.awaitTurn(checkpointId);
    owned.forEach(this::emit);
    long nowMillis = System.currentTimeMillis();
    Map<Integer, PartitionReport> unpublished = new HashMap<>();
    Publication.Frozen<PartitionReport> frozen = publication.frozen();
    if (frozen != null) {
      frozen.parts().forEach(report -> unpublished.put(report.partition(), report));
    }
    List<PartitionReport> reports = new ArrayList<>();
    for (PartitionCounter counter : owned) {
      setCurrentKey(keys.key(counter.partition()));
      PartitionReport report = counter.freeze(checkpointId, nowMillis);
      PartitionReport earlier = unpublished.get(counter.partition());
      reports.add(earlier == null ? report : ReportMerge.merge(earlier, report));
    }
    publication.freeze(checkpointId, reports);
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
      throws Exception {
    publication.expect(options.getCheckpointType());
    return super.snapshotState(checkpointId, timestamp, options, factory);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Publication.Frozen<PartitionReport> frozen = publication.frozen();
    if (frozen == null) {
      throw new IllegalStateException("snapshot: nothing is frozen (expected: the epoch)");
    }
    Map<Integer, List<CountingState.Partition>> groups = new HashMap<>();
    for (PartitionReport report : frozen.parts()) {
      groups
          .computeIfAbsent(keys.keyGroup(report.partition()), group -> new ArrayList<>())
          .add(new CountingState.Partition(counter(report.partition()).arrivalMillis(), report));
    }
    KeyedStateCheckpointOutputStream out = context.getRawKeyedOperatorStateOutput();
    for (int group : out.getKeyGroupList()) {
      out.startNewKeyGroup(group);
      CountingState.write(out, settings.partitions(), groups.getOrDefault(group, List.of()));
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    archive(checkpointId);
    Publication.Frozen<PartitionReport> complete = publication.completed(checkpointId);
    if (complete != null) {
      complete.parts().forEach(this::emitDeadLetters);
    }
  }

  private void emitDeadLetters(PartitionReport report) {
    report
        .deadLetters()
        .forEach(letter -> output.collect(DEAD, new StreamRecord<>(DeadRecord.of(letter))));
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    publication.aborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    publication.close();
    if (archive != null) {
      archive.close();
    }
    owned.forEach(PartitionCounter::close);
    Path folder = scratch;
    if (folder != null) {
      Files.deleteIfExists(folder);
    }
    super.close();
  }
}
