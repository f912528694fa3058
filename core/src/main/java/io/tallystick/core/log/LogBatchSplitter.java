package io.tallystick.core.log;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a log batch whose events may belong to any partition. Reusable; single-threaded.
 *
 * <p>Does not: keep which dead letter an event replays. The offset of one means nothing unless the
 * whole batch is for the partition that has it.
 */
public final class LogBatchSplitter {

  private final LogBatchReader reader = new LogBatchReader();
  private final EventIdentity identity = new EventIdentity();
  private final EventDraft draft = new EventDraft();
  private final TextSlice text = new TextSlice();
  private final LogBatchWriter[] writers;
  private final int[] canary;

  /**
   * @param partitions how many there are
   */
  public LogBatchSplitter(int partitions) {
    if (partitions <= 0) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
    }
    writers = new LogBatchWriter[partitions];
    for (int i = 0; i < partitions; i++) {
      writers[i] = new LogBatchWriter();
    }
    canary = new int[partitions];
  }

  /**
   * One batch for each partition that has events in {@code batch}, in the order of partitions.
   *
   * @throws MalformedLogBatchException when it is none
   */
  public List<EventLog.Append> split(byte[] batch) {
    reader.read(batch);
    for (int event = 0; event < reader.count(); event++) {
      fill(event);
      identity.of(draft.source(), draft.id());
      int partition = EventIdentity.partition(identity.high(), writers.length);
      writers[partition].add(draft);
      canary[partition] += CanaryEvents.isCanary(draft.source()) ? 1 : 0;
    }
    List<EventLog.Append> appends = new ArrayList<>();
    for (int partition = 0; partition < writers.length; partition++) {
      LogBatchWriter writer = writers[partition];
      if (writer.count() > 0) {
        appends.add(new EventLog.Append(
            partition,
            writer.count(),
            writer.toByteArray(),
            writer.timeMillisMin(),
            canary[partition]));
        writer.clear();
        canary[partition] = 0;
      }
    }
    return appends;
  }

  private void fill(int event) {
    draft.clear();
    set(draft.source(), reader.source(event));
    set(draft.type(), reader.type(event));
    set(draft.subject(), reader.subject(event));
    reader.id(event, draft.id());
    draft.timeMillis(reader.timeMillis(event));
    draft.value(reader.valueUnscaled(event), reader.valueScale(event));
    int set = reader.attributeSet(event);
    for (int pair = 0; set >= 0 && pair < reader.attributePairs(set); pair++) {
      int index = draft.addAttribute();
      set(draft.attributeName(index), reader.attributeName(set, pair));
      set(draft.attributeValue(index), reader.attributeValue(set, pair));
    }
  }

  private void set(TextSlice target, int dictionaryIndex) {
    reader.dictionary(dictionaryIndex, text);
    target.set(text);
  }
}
