package io.tallystick.app.cluster;

import io.tallystick.core.event.Event;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.kafka.log.TopicRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** Finds the copies of one event between positions of the topic. Thread-safe. */
final class TopicEvents {

  /*
   * Counting gives offsets in the order in which it reads the events of a partition. Those lie in
   * one topic partition, so an event's offset is that of the first one and the number of events
   * between. Where topic partitions were added, the order in which two of them were read is not
   * known any more: then the copies that are found take the offsets that the index has, in order.
   */

  /** Reads the topic, as {@link TopicRange} does. */
  interface Range {
    Map<Integer, Long> ends();

    void read(
        int partition,
        Map<Integer, Long> from,
        Map<Integer, Long> end,
        TopicRange.BatchVisitor visitor);
  }

  /** Which event is looked for. */
  record Wanted(int partition, String source, String id) {}

  /** A copy of it. */
  record Found(Event event, long arrivalMillis) {}

  private final Range range;

  TopicEvents(Range range) {
    this.range = range;
  }

  /** Positions after the last record of every topic partition. */
  Map<Integer, Long> ends() {
    return range.ends();
  }

  /**
   * The copies between two positions, by their offset.
   *
   * @param from where to begin in each topic partition; at its beginning where it is missing
   * @param end where to end; nothing is read where it is missing
   * @param beginOffset of the first event of the partition behind {@code from}
   * @param candidates offsets that the copies can have; empty: any
   */
  TreeMap<Long, Found> find(
      Wanted wanted,
      Map<Integer, Long> from,
      Map<Integer, Long> end,
      long beginOffset,
      SortedSet<Long> candidates) {
    Scan scan = new Scan(wanted, beginOffset);
    range.read(wanted.partition(), from, end, scan::batch);
    return scan.byOffset(candidates);
  }

  private static final class Scan {

    private final Wanted wanted;
    private final TextSlice sourceText = new TextSlice();
    private final TextSlice idText = new TextSlice();
    private final TextSlice text = new TextSlice();
    private final LogBatchReader reader = new LogBatchReader();
    private final LoggedEvents logged = new LoggedEvents();
    private final List<Found> found = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private long offset;
    private int topicPartition = -1;
    private boolean several;

    Scan(Wanted wanted, long beginOffset) {
      this.wanted = wanted;
      this.offset = beginOffset;
      sourceText.set(wanted.source());
      idText.set(wanted.id());
    }

    void batch(int batchTopicPartition, long arrivalMillis, byte[] batch) {
      several |= topicPartition >= 0 && topicPartition != batchTopicPartition;
      topicPartition = batchTopicPartition;
      reader.read(batch);
      for (int event = 0; event < reader.count(); event++) {
        reader.id(event, text);
        if (text.contentEquals(idText)) {
          reader.dictionary(reader.source(event), text);
          if (text.contentEquals(sourceText)) {
            found.add(new Found(logged.event(reader, event), arrivalMillis));
            offsets.add(offset + event);
          }
        }
      }
      offset += reader.count();
    }

    TreeMap<Long, Found> byOffset(SortedSet<Long> candidates) {
      TreeMap<Long, Found> byOffset = new TreeMap<>();
      if (!several || candidates.isEmpty()) {
        for (int i = 0; i < found.size(); i++) {
          if (candidates.isEmpty() || candidates.contains(offsets.get(i))) {
            byOffset.put(offsets.get(i), found.get(i));
          }
        }
        return byOffset;
      }
      found.sort((a, b) -> Long.compare(a.arrivalMillis(), b.arrivalMillis()));
      int next = 0;
      for (long candidate : candidates) {
        if (next < found.size()) {
          byOffset.put(candidate, found.get(next++));
        }
      }
      return byOffset;
    }
  }
}
