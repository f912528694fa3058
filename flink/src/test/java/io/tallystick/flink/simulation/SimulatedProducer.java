package io.tallystick.flink.simulation;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.kafka.record.EventRecordWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of a simulated topic: events, copies, replays, discards, requests to publish
 * again, records of other producers and rubbish. Everything follows from the random numbers.
 */
final class SimulatedProducer {

  private final Random random;
  private final int partitions;
  private final List<String> types;
  private final EventRecordWriter writer;
  private long now;

  SimulatedProducer(Random random, int partitions, List<String> types) {
    this.random = random;
    this.partitions = partitions;
    this.types = types;
    writer = new EventRecordWriter("events", partitions);
  }

  /**
   * The next record.
   *
   * @param partition that it is about, if about one
   * @param known dead letters of that partition
   */
  ProducerRecord<byte[], byte[]> next(
      int partition, Collection<DeadLetter> known, int topicPartitions, long nowMillis) {
    now = nowMillis;
    List<DeadLetter> letters = List.copyOf(known);
    int what = random.nextInt(8);
    if (what == 0 && !letters.isEmpty()) {
      long offset = letters.get(random.nextInt(letters.size())).offset();
      return writer.discard(partition, offset, "no", topicPartitions, now);
    } else if (what == 1 && random.nextBoolean()) {
      return writer.republish(rowKeys(), topicPartitions, now);
    } else if (what == 1) {
      return rubbish(topicPartitions);
    } else if (what == 2 && !letters.isEmpty()) {
      return writer.batch(batch(partition, letters), topicPartitions, now);
    } else if (what == 3 && random.nextInt(4) == 0) {
      // as a producer sends it that is wrong about the partition
      EventLog.Append mixed = batch(-1, List.of());
      return writer.batch(
          new EventLog.Append(partition, mixed.count(), mixed.batch(), mixed.timeMillisMin()),
          topicPartitions,
          now);
    } else if (what == 3) {
      // as a simple producer sends it: events of any partition, without key and headers
      return new ProducerRecord<>(
          "events",
          random.nextInt(topicPartitions),
          now,
          null,
          batch(-1, List.of()).batch());
    } else {
      return writer.batch(batch(partition, List.of()), topicPartitions, now);
    }
  }

  /** Keys of rows that are there, and of some that are not. */
  private List<byte[]> rowKeys() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      SeriesKey series = SeriesKey.of(
          types.get(random.nextInt(types.size())),
          Dimension.SUBJECT,
          List.of("A" + random.nextInt(4)));
      byte[] key = RollupRowLayout.key(
          random.nextBoolean() ? Level.ALL : Level.DAY,
          random.nextBoolean() ? 0 : Level.DAY.parent((int) (now / 60_000)),
          series.toByteArray(),
          0);
      keys.add(Arrays.copyOf(key, RollupRowLayout.seriesEnd(key.length)));
    }
    keys.add(new byte[] {1, 2});
    return keys;
  }

  private ProducerRecord<byte[], byte[]> rubbish(int topicPartitions) {
    byte[] bytes = new byte[random.nextInt(9)];
    random.nextBytes(bytes);
    return new ProducerRecord<>("events", random.nextInt(topicPartitions), now, null, bytes);
  }

  /** Events of one partition, or of any when it is -1; replays when there are letters. */
  private EventLog.Append batch(int partition, List<DeadLetter> letters) {
    LogBatchWriter writer = new LogBatchWriter();
    EventDraft draft = new EventDraft();
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
    while (writer.count() < count) {
      if (letters.isEmpty()) {
        event(partition).draft(draft);
        writer.add(draft);
      } else {
        DeadLetter letter = letters.get(random.nextInt(letters.size()));
        Event other = event(-1);
        Event edited = random.nextBoolean()
            ? letter.event()
            : new Event(
                letter.event().source(),
                letter.event().id(),
                other.type(),
                other.subject(),
                other.timeMillis(),
                other.value(),
                other.attributes());
        edited.draft(draft);
        writer.addReplay(draft, letter.offset(), random.nextBoolean() ? "" : "note");
      }
    }
    return new EventLog.Append(
        partition, writer.count(), writer.toByteArray(), writer.timeMillisMin());
  }

  private Event event(int partition) {
    while (true) {
      Event event = event();
      TextSlice source = new TextSlice();
      TextSlice id = new TextSlice();
      source.set(event.source());
      id.set(event.id());
      EventIdentity identity = new EventIdentity();
      identity.of(source, id);
      if (partition < 0 || EventIdentity.partition(identity.high(), partitions) == partition) {
        return event;
      }
    }
  }

  private Event event() {
    TreeMap<String, String> attributes = new TreeMap<>();
    if (random.nextInt(3) > 0) {
      attributes.put("shop", random.nextInt(4) == 0 ? "" : "Köln");
    }
    int id = random.nextInt(400);
    return new Event(
        id % 13 == 0 ? CanaryEvents.SOURCE : "s" + id % 2,
        "e" + id,
        types.get(random.nextInt(types.size())),
        "A" + id % 3,
        now - random.nextInt(1_000_000_000),
        random.nextBoolean()
            ? BigDecimal.ONE
            : BigDecimal.valueOf(random.nextInt(400) - 100, random.nextInt(3)),
        attributes);
  }
}
