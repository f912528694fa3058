package io.tallystick.flink.total;

import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.Publisher;
import io.tallystick.core.rollup.RowMerge;
import io.tallystick.flink.Brake;
import io.tallystick.flink.key.KeyGroups;
import io.tallystick.flink.key.SpreadKeys;
import io.tallystick.flink.publish.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what partitions have counted to absolute rows, and publishes those. */
public final class TotalsOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<BucketDelta, Void> {

  /*
   * What arrives between two barriers is added up in memory, by series and minute. At a checkpoint
   * it becomes rows of all levels, and each changed row is read once (mostly from the cache), merged
   * and written once; so the cost follows the rows that change, not the events. Which rows those
   * were goes into the checkpoint as one stream, old and new value each: a restart publishes the
   * same bytes again.
   */

  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = LoggerFactory.getLogger(TotalsOperator.class);

  /** With more cells in all buckets of a task deltas are taken slowly. */
  private static final long CELLS_MAX = 400_000;

  /** After so many bytes of deltas the memory of all buckets is looked at. */
  private static final int BYTES_UNCHECKED_MAX = 1 << 20;

  private static final int HEAP_SHARE = 8;

  private final TotalsSettings settings;
  private final transient Publication<BucketRows> publication;
  private final transient SpreadKeys keys;
  private final @Nullable BucketTotals[] totals;
  private final List<BucketTotals> owned = new ArrayList<>();
  private @Nullable RowCache cache;
  private long bytesUnchecked;
  private long rowsChanged;

  TotalsOperator(
      StreamOperatorParameters<Void> parameters,
      TotalsSettings settings,
      Publisher publisher,
      MailboxExecutor mailbox) {
    super(parameters);
    this.settings = settings;
    keys = new SpreadKeys(settings.buckets(), KeyGroups.COUNT);
    totals = new BucketTotals[settings.buckets()];
    publication = new Publication<>(
        name(getRuntimeContext().getTaskInfo()), publisher, Publisher::publish, mailbox);
  }

  private static String name(TaskInfo task) {
    return "totals %d/%d"
        .formatted(task.getIndexOfThisSubtask() + 1, task.getNumberOfParallelSubtasks());
  }

  @Override
  protected boolean isUsingCustomRawKeyedState() {
    return true;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    MapState<RowKey, byte[]> rows = context
        .getKeyedStateStore()
        .getMapState(new MapStateDescriptor<>(
            "rows", RowKeySerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    RowCache opened = new RowCache(cacheBytes());
    cache = opened;
    RowMerge merge = new RowMerge();
    List<Integer> buckets = keys.within(KeyGroups.of(getRuntimeContext().getTaskInfo()));
    for (int bucket : buckets) {
      BucketTotals made = new BucketTotals(bucket, rows, opened, merge);
      totals[bucket] = made;
      owned.add(made);
    }
    OptionalLong checkpoint = context.getRestoredCheckpointId();
    if (checkpoint.isPresent()) {
      List<BucketRows> parts = new ArrayList<>();
      for (KeyGroupStatePartitionStreamProvider group : context.getRawKeyedStateInputs()) {
        parts.addAll(TotalsState.read(group.getStream(), settings.buckets()));
      }
      publication.restored(checkpoint.getAsLong(), parts);
      LOGGER.info(
          "totals go on after checkpoint {} with {} buckets, {} parts of it are published (again)",
          checkpoint.getAsLong(),
          buckets.size(),
          parts.size());
    } else {
      publication.begin();
      LOGGER.info("totals begin with buckets {}, none of them was restored", buckets);
    }
  }

  private long cacheBytes() {
    if (settings.cacheBytes() > 0) {
      return settings.cacheBytes();
    }
    int slots = getContainingTask()
        .getEnvironment()
        .getTaskManagerInfo()
        .getConfiguration()
        .get(TaskManagerOptions.NUM_TASK_SLOTS);
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE / Math.max(1, slots);
  }

  @Override
  public void open() throws Exception {
    super.open();
    getMetricGroup().gauge("publishedEpoch", publication::publishedEpoch);
    getMetricGroup().gauge("publishedMillis", publication::publishedMillis);
    getMetricGroup().gauge("rowsChanged", () -> rowsChanged);
    getMetricGroup().gauge("cachedRows", () -> cache == null ? 0 : cache.rows());
    getMetricGroup().gauge("cacheBytes", () -> cache == null ? 0 : cache.bytes());
  }

  @Override
  public void processElement(StreamRecord<BucketDelta> element) throws Exception {
    BucketDelta delta = element.getValue();
    if (delta.kind() == BucketDelta.Kind.WANTED) {
      bucket(delta.bucket()).want(delta.bytes());
      return;
    }
    bucket(delta.bucket()).add(delta.bytes());
    bytesUnchecked += delta.bytes().length;
    if (bytesUnchecked > BYTES_UNCHECKED_MAX) {
      bytesUnchecked = 0;
      long cells = 0;
      for (BucketTotals each : owned) {
        cells += each.pendingCells();
      }
      Brake.pause(cells, CELLS_MAX);
    }
  }

  private BucketTotals bucket(int bucket) {
    BucketTotals found = totals[bucket];
    if (found == null) {
      throw new IllegalStateException("bucket: " + bucket + " (expected: one of this task)");
    }
    return found;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    publication.awaitTurn(checkpointId);
    Map<Integer, List<BucketRows>> unpublished = new HashMap<>();
    Publication.Frozen<BucketRows> frozen = publication.frozen();
    if (frozen != null) {
      for (BucketRows part : frozen.parts()) {
        unpublished.computeIfAbsent(part.bucket(), bucket -> new ArrayList<>()).add(part);
      }
    }
    List<BucketRows> parts = new ArrayList<>();
    for (BucketTotals each : owned) {
      setCurrentKey(keys.key(each.bucket()));
      parts.addAll(each.freeze(checkpointId, unpublished.getOrDefault(each.bucket(), List.of())));
    }
    rowsChanged = parts.stream().mapToLong(BucketRows::count).sum();
    if (cache != null) {
      cache.trim();
    }
    publication.freeze(checkpointId, parts);
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
    Publication.Frozen<BucketRows> frozen = publication.frozen();
    if (frozen == null) {
      throw new IllegalStateException("snapshot: nothing is frozen (expected: the epoch)");
    }
    Map<Integer, List<BucketRows>> groups = new HashMap<>();
    for (BucketRows part : frozen.parts()) {
      groups
          .computeIfAbsent(keys.keyGroup(part.bucket()), group -> new ArrayList<>())
          .add(part);
    }
    KeyedStateCheckpointOutputStream out = context.getRawKeyedOperatorStateOutput();
    for (int group : out.getKeyGroupList()) {
      out.startNewKeyGroup(group);
      TotalsState.write(out, settings.buckets(), groups.getOrDefault(group, List.of()));
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    publication.completed(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    publication.aborted(checkpointId);
  }

  @Override
  public void close() throws Exception {
    publication.close();
    super.close();
  }
}
