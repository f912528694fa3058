package io.tallystick.kafka.log;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the entries of one partition lie in the topic, from its anchor on. Not thread-safe. */
final class PartitionIndex {

  /**
   * One entry.
   *
   * @param partition of its events; a record may have events of several
   * @param offset of its first event
   * @param count its events
   * @param arrivalMillis never less than that of the entry before
   * @param topicPartition where its record is
   * @param position of the record
   */
  record Place(
      int partition,
      long offset,
      int count,
      long arrivalMillis,
      int topicPartition,
      long position) {}

  /** Entries that are looked for when one is read. */
  private static final int AHEAD = 1_000;

  private final int partition;
  private final SortedMap<Integer, Long> beginPositions;
  private final TreeMap<Long, Place> places = new TreeMap<>();
  private long begin;
  private long end;
  private long beginArrivalMillis;
  private long arrivalMillis;

  PartitionIndex(int partition, LogAnchor anchor) {
    this.partition = partition;
    beginPositions = new TreeMap<>(anchor.positions());
    begin = anchor.offset();
    end = anchor.offset();
    beginArrivalMillis = anchor.arrivalMillis();
    arrivalMillis = anchor.arrivalMillis();
  }

  /** Whether a record lies before the beginning, and so is none of this index. */
  boolean isBeforeBegin(int topicPartition, long position) {
    Long first = beginPositions.get(topicPartition);
    return first != null && position < first;
  }

  void add(int topicPartition, long position, int count, long timestampMillis) {
    arrivalMillis = Math.max(arrivalMillis, timestampMillis);
    places.put(end, new Place(partition, end, count, arrivalMillis, topicPartition, position));
    end += count;
  }

  @Nullable
  Place at(long offset) {
    return places.get(offset);
  }

  long begin() {
    return begin;
  }

  long end() {
    return end;
  }

  int size() {
    return places.size();
  }

  /** Forgets the entries that end at or before {@code offset}. */
  void trim(long offset) {
    while (!places.isEmpty()) {
      Place first = places.firstEntry().getValue();
      if (first.offset() + first.count() > offset) {
        break;
      }
      places.pollFirstEntry();
      begin = first.offset() + first.count();
      beginArrivalMillis = first.arrivalMillis();
      beginPositions.merge(first.topicPartition(), first.position() + 1, Math::max);
    }
  }

  /** Forgets half of the entries, as if they were trimmed. */
  void forgetOlderHalf() {
    int left = places.size() / 2;
    while (places.size() > left) {
      trim(places.firstEntry().getValue().offset()
          + places.firstEntry().getValue().count());
    }
  }

  /** Adds {@code first} and the entries after it in its topic partition, by their position. */
  void placesFrom(Place first, Map<Long, Place> target) {
    for (Place place : places.tailMap(first.offset()).values()) {
      if (place.topicPartition() != first.topicPartition() || target.size() == AHEAD) {
        break;
      }
      target.put(place.position(), place);
    }
  }

  /** The oldest position that is still needed, of each topic partition that has any. */
  Map<Integer, Long> oldest() {
    Map<Integer, Long> oldest = new TreeMap<>();
    for (Place place : places.values()) {
      oldest.merge(place.topicPartition(), place.position(), Math::min);
    }
    return oldest;
  }

  /** Where this index begins now. */
  LogAnchor anchor() {
    return new LogAnchor(begin, beginArrivalMillis, beginPositions);
  }
}
