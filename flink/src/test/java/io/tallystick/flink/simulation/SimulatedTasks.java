package io.tallystick.flink.simulation;

import io.tallystick.flink.archive.ArchiveSettings;
import io.tallystick.flink.count.CountingOperator;
import io.tallystick.flink.count.CountingOperatorFactory;
import io.tallystick.flink.count.CountingSettings;
import io.tallystick.flink.count.DeadRecord;
import io.tallystick.flink.count.PartitionKey;
import io.tallystick.flink.key.KeyGroups;
import io.tallystick.flink.key.SpreadKeys;
import io.tallystick.flink.publish.PublisherFactory;
import io.tallystick.flink.record.LogRecord;
import io.tallystick.flink.total.BucketDelta;
import io.tallystick.flink.total.BucketDeltaSerializer;
import io.tallystick.flink.total.BucketKey;
import io.tallystick.flink.total.TotalsOperatorFactory;
import io.tallystick.flink.total.TotalsSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.VoidSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The tasks of the job, in harnesses, connected as the job connects them. */
final class SimulatedTasks implements AutoCloseable {

  /** What a checkpoint has of both operators. */
  record Snapshot(
      long id,
      int countingTasks,
      List<OperatorSubtaskState> counting,
      int totalsTasks,
      List<OperatorSubtaskState> totals) {}

  private final SpreadKeys partitionKeys;
  private final SpreadKeys bucketKeys;
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, BucketDelta>>
      counting = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, BucketDelta, Void>> totals =
      new ArrayList<>();
  private final List<DeadRecord> dead = new ArrayList<>();

  SimulatedTasks(
      CountingSettings settings,
      PublisherFactory publishers,
      ArchiveSettings archive,
      StateBackend backend,
      int countingTasks,
      int totalsTasks,
      @Nullable Snapshot snapshot)
      throws Exception {
    partitionKeys = new SpreadKeys(settings.partitions(), KeyGroups.COUNT);
    bucketKeys = new SpreadKeys(settings.buckets(), KeyGroups.COUNT);
    SerializerConfigImpl config = new SerializerConfigImpl();
    for (int task = 0; task < countingTasks; task++) {
      var made = new KeyedOneInputStreamOperatorTestHarness<Integer, LogRecord, BucketDelta>(
          new CountingOperatorFactory(settings, publishers, archive),
          new PartitionKey(settings.partitions()),
          Types.INT,
          KeyGroups.COUNT,
          countingTasks,
          task);
      made.setStateBackend(backend);
      made.setup(BucketDeltaSerializer.TYPE.createSerializer(config));
      open(
          made,
          snapshot == null ? null : snapshot.counting(),
          snapshot == null ? 0 : snapshot.id(),
          snapshot == null ? 0 : snapshot.countingTasks(),
          countingTasks,
          task);
      counting.add(made);
    }
    for (int task = 0; task < totalsTasks; task++) {
      var made = new KeyedOneInputStreamOperatorTestHarness<Integer, BucketDelta, Void>(
          new TotalsOperatorFactory(new TotalsSettings(settings.buckets(), 4_000), publishers),
          new BucketKey(settings.buckets()),
          Types.INT,
          KeyGroups.COUNT,
          totalsTasks,
          task);
      made.setStateBackend(backend);
      made.setup(VoidSerializer.INSTANCE);
      open(
          made,
          snapshot == null ? null : snapshot.totals(),
          snapshot == null ? 0 : snapshot.id(),
          snapshot == null ? 0 : snapshot.totalsTasks(),
          totalsTasks,
          task);
      totals.add(made);
    }
    deliver();
  }

  private static void open(
      AbstractStreamOperatorTestHarness<?> harness,
      @Nullable List<OperatorSubtaskState> states,
      long checkpoint,
      int tasksBefore,
      int tasks,
      int task)
      throws Exception {
    if (states == null) {
      harness.initializeEmptyState();
    } else {
      harness.setRestoredCheckpointId(checkpoint);
      OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(
          states.toArray(OperatorSubtaskState[]::new));
      harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
          all, KeyGroups.COUNT, tasksBefore, tasks, task));
    }
    harness.open();
  }

  void process(LogRecord record) throws Exception {
    int task = KeyGroupRangeAssignment.assignKeyToParallelOperator(
        partitionKeys.key(record.partition()), KeyGroups.COUNT, counting.size());
    counting.get(task).processElement(new StreamRecord<>(record));
    deliver();
  }

  /** Takes what the first operator has put out to the second. */
  private void deliver() throws Exception {
    for (var from : counting) {
      Queue<Object> output = from.getOutput();
      for (Object next = output.poll(); next != null; next = output.poll()) {
        BucketDelta delta = (BucketDelta) ((StreamRecord<?>) next).getValue();
        int task = KeyGroupRangeAssignment.assignKeyToParallelOperator(
            bucketKeys.key(delta.bucket()), KeyGroups.COUNT, totals.size());
        totals.get(task).processElement(new StreamRecord<>(delta));
      }
      Queue<StreamRecord<DeadRecord>> side = from.getSideOutput(CountingOperator.DEAD);
      for (var next = side == null ? null : side.poll(); next != null; next = side.poll()) {
        dead.add(next.getValue());
      }
    }
  }

  /** What a barrier does on its way through all tasks. */
  Snapshot snapshot(long id, boolean savepoint) throws Exception {
    SnapshotType type = savepoint
        ? SavepointType.savepoint(SavepointFormatType.CANONICAL)
        : CheckpointType.CHECKPOINT;
    List<OperatorSubtaskState> countingStates = new ArrayList<>();
    for (var each : counting) {
      each.prepareSnapshotPreBarrier(id);
      countingStates.add(each.snapshotWithLocalState(id, id, type).getJobManagerOwnedState());
    }
    deliver();
    List<OperatorSubtaskState> totalsStates = new ArrayList<>();
    for (var each : totals) {
      each.prepareSnapshotPreBarrier(id);
      totalsStates.add(each.snapshotWithLocalState(id, id, type).getJobManagerOwnedState());
    }
    return new Snapshot(id, counting.size(), countingStates, totals.size(), totalsStates);
  }

  /** Tells all tasks, or only some of them before everything ends. */
  void complete(long id, int tasks) throws Exception {
    int left = tasks;
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      if (left-- > 0) {
        each.notifyOfCompletedCheckpoint(id);
      }
    }
    deliver();
  }

  void abort(long id) throws Exception {
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      each.getOperator().notifyCheckpointAborted(id);
    }
  }

  int tasks() {
    return counting.size() + totals.size();
  }

  /** What went to the topic of dead letters. */
  List<DeadRecord> dead() {
    return dead;
  }

  private Collection<AbstractStreamOperatorTestHarness<?>> all() {
    List<AbstractStreamOperatorTestHarness<?>> all = new ArrayList<>(counting);
    all.addAll(totals);
    return all;
  }

  @Override
  public void close() throws Exception {
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      each.close();
    }
  }
}
