package io.tallystick.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.kafka.log.TopicRange.BatchVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Goal: a copy of an event is found in the topic under the offset that counting has given it. */
class TopicEventsTest {

  private static final TopicEvents.Wanted WANTED = new TopicEvents.Wanted(3, "s", "b");

  private record Batch(int topicPartition, long arrivalMillis, byte[] bytes) {}

  private final List<Batch> batches = new ArrayList<>();
  private final TopicEvents events = new TopicEvents(new TopicEvents.Range() {
    @Override
    public Map<Integer, Long> ends() {
      return Map.of(0, 10L);
    }

    @Override
    public void read(
        int partition, Map<Integer, Long> from, Map<Integer, Long> end, BatchVisitor visitor) {
      assertThat(partition).isEqualTo(3);
      batches.forEach(
          batch -> visitor.batch(batch.topicPartition(), batch.arrivalMillis(), batch.bytes()));
    }
  });

  private void batch(int topicPartition, long arrivalMillis, String... sourcesAndIds) {
    LogBatchWriter writer = new LogBatchWriter();
    for (String sourceAndId : sourcesAndIds) {
      EventDraft draft = new EventDraft();
      draft.source().set(sourceAndId.split("/")[0]);
      draft.id().set(sourceAndId.split("/")[1]);
      draft.type().set("t");
      draft.subject().set("x");
      draft.timeMillis(0);
      draft.value(1, 0);
      writer.add(draft);
    }
    batches.add(new Batch(topicPartition, arrivalMillis, writer.toByteArray()));
  }

  private Map<Long, TopicEvents.Found> find(Long... candidates) {
    return events.find(WANTED, Map.of(), Map.of(0, 10L), 100, new TreeSet<>(List.of(candidates)));
  }

  @Test
  void offsetsGoOnFromBatchToBatch() {
    batch(0, 1, "s/a", "s/b", "other/b");
    batch(0, 2, "s/c", "s/b");
    assertThat(find().keySet()).containsExactly(101L, 104L);
    assertThat(find(104L, 102L).keySet()).containsExactly(104L);
    assertThat(find().values())
        .extracting(TopicEvents.Found::arrivalMillis)
        .containsExactly(1L, 2L);
  }

  @Test
  void copiesOfSeveralTopicPartitionsTakeTheOffsetsOfTheIndexInTheOrderOfArrival() {
    batch(0, 7, "s/b", "s/a");
    batch(1, 5, "s/b");
    Map<Long, TopicEvents.Found> found = find(100L, 102L);
    assertThat(found.keySet()).containsExactly(100L, 102L);
    assertThat(found.values()).extracting(TopicEvents.Found::arrivalMillis).containsExactly(5L, 7L);
  }
}
