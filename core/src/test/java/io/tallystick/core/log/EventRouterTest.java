package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.TextSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Goal: every event goes to exactly one partition, which follows from its identity alone. */
class EventRouterTest {

  private static final long ARRIVAL = 1_795_341_600_000L;

  private int idsGiven;

  @Property
  void everyEventIsInThePartitionOfItsIdentity(
      @ForAll @IntRange(min = 1, max = 9) int partitions,
      @ForAll @Size(max = 3)
          List<@Size(max = 40) List<@AlphaChars @StringLength(min = 1, max = 2) String>> requests) {
    EventRouter router = router(partitions);
    for (List<String> ids : requests) {
      router.begin(ARRIVAL);
      for (int i = 0; i < ids.size(); i++) {
        assertThat(router.add(draft("s" + ids.get(i).length(), ids.get(i), "n" + i)))
            .isNull();
      }
      Map<String, Integer> partitionOfSubject = new HashMap<>();
      for (EventLog.Append append : router.finish()) {
        assertThat(append.count()).isPositive();
        long[] identities = Objects.requireNonNull(append.identities());
        assertThat(identities).hasSize(2 * append.count());
        int known = 0;
        for (EventDraft event : read(append)) {
          EventIdentity identity = new EventIdentity();
          identity.of(event.source(), event.id());
          assertThat(identities[known++]).isEqualTo(identity.high());
          assertThat(identities[known++]).isEqualTo(identity.low());
          assertThat(append.partition())
              .isEqualTo(EventIdentity.partition(identity.high(), partitions));
          assertThat(event.id())
              .hasToString(ids.get(Integer.parseInt(event.subject().toString().substring(1))));
          assertThat(partitionOfSubject.put(event.subject().toString(), append.partition()))
              .isNull();
        }
      }
      assertThat(partitionOfSubject).hasSameSizeAs(ids);
    }
  }

  @Test
  void fillsWhatIsMissing() {
    EventRouter router = router(1);
    router.begin(ARRIVAL);
    EventDraft draft = new EventDraft();
    draft.type().set("view");
    draft.subject().set("A");

    assertThat(router.add(draft)).isNull();

    List<EventLog.Append> appends = router.finish();
    assertThat(appends).hasSize(1);
    assertThat(appends.get(0).timeMillisMin()).isEqualTo(ARRIVAL);
    EventDraft event = read(appends.get(0)).get(0);
    assertThat(event.source()).hasToString("default");
    assertThat(event.id()).hasToString("given-1");
    assertThat(event.timeMillis()).isEqualTo(ARRIVAL);
  }

  @Test
  void refusedEventsLeaveNothing() {
    EventRouter router = router(4);
    router.begin(ARRIVAL);
    EventDraft draft = new EventDraft();
    draft.type().set("view");

    assertThat(router.add(draft)).extracting(Refusal::code).isEqualTo(ErrorCode.MISSING_FIELD);
    assertThat(draft.id().isEmpty()).as("no id given").isTrue();
    assertThat(router.finish()).isEmpty();
  }

  @Test
  void anUnfinishedRequestIsForgotten() {
    EventRouter router = router(2);
    router.begin(ARRIVAL);
    router.add(draft("s", "1", "A"));
    router.begin(ARRIVAL);
    router.add(draft("s", "2", "B"));

    List<EventLog.Append> appends = router.finish();

    assertThat(appends).hasSize(1);
    assertThat(read(appends.get(0))).extracting(e -> e.id().toString()).containsExactly("2");
    assertThat(router.finish()).as("after the end").isEmpty();
  }

  private EventRouter router(int partitions) {
    return new EventRouter(
        partitions,
        new EventRules(EventLimits.DEFAULT),
        target -> target.set("given-" + ++idsGiven));
  }

  private static EventDraft draft(String source, String id, String subject) {
    EventDraft draft = new EventDraft();
    draft.source().set(source);
    draft.id().set(id);
    draft.type().set("view");
    draft.subject().set(subject);
    return draft;
  }

  private static List<EventDraft> read(EventLog.Append append) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(append.batch());
    assertThat(reader.count()).isEqualTo(append.count());
    assertThat(reader.timeMillisMin()).isEqualTo(append.timeMillisMin());
    List<EventDraft> events = new ArrayList<>();
    TextSlice id = new TextSlice();
    for (int i = 0; i < reader.count(); i++) {
      EventDraft draft = new EventDraft();
      reader.dictionary(reader.source(i), draft.source());
      reader.dictionary(reader.type(i), draft.type());
      reader.dictionary(reader.subject(i), draft.subject());
      reader.id(i, id);
      draft.id().set(id.toString());
      draft.timeMillis(reader.timeMillis(i));
      events.add(draft);
    }
    return events;
  }
}
