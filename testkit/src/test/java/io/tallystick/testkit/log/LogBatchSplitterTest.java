package io.tallystick.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchSplitter;
import io.tallystick.core.log.LogBatchWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: splitting loses, changes and adds no event, and each one ends where its identity says.
 *
 * <p>Method: random batches, split, and their events compared with what went in.
 */
final class LogBatchSplitterTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void everyEventEndsInItsPartition(int partitions) {
    LogBatchSplitter splitter = new LogBatchSplitter(partitions);
    for (long seed = 0; seed < 50; seed++) {
      List<EventDraft> drafts = new RandomEvents(seed).batch(300);
      if (seed % 5 == 0) {
        drafts.get(0).source().set(CanaryEvents.SOURCE);
      }
      LogBatchWriter writer = new LogBatchWriter();
      List<Event> expected = new ArrayList<>();
      for (EventDraft draft : drafts) {
        writer.add(draft);
        expected.add(EventValues.of(draft));
      }

      List<EventLog.Append> split = splitter.split(writer.toByteArray());

      List<Event> found = new ArrayList<>();
      int canary = 0;
      for (EventLog.Append append : split) {
        List<Event> events = EventValues.of(append.batch());
        assertThat(events).as("seed %d", seed).hasSize(append.count());
        assertThat(events.stream().mapToLong(Event::timeMillis).min())
            .as("seed %d", seed)
            .hasValue(append.timeMillisMin());
        for (Event event : events) {
          assertThat(partition(event, partitions))
              .as("seed %d", seed)
              .isEqualTo(append.partition());
        }
        canary += append.canary();
        found.addAll(events);
      }
      assertThat(canary).as("seed %d", seed).isEqualTo(seed % 5 == 0 ? 1 : 0);
      assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(split)
          .as("seed %d", seed)
          .extracting(EventLog.Append::partition)
          .isSorted();
    }
  }

  private static int partition(Event event, int partitions) {
    EventDraft draft = new EventDraft();
    draft.source().set(event.source());
    draft.id().set(event.id());
    EventIdentity identity = new EventIdentity();
    identity.of(draft.source(), draft.id());
    return EventIdentity.partition(identity.high(), partitions);
  }
}
