package io.tallystick.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.protocol.v1.LogBatch;
import io.tallystick.testkit.fuzz.FuzzTarget;
import io.tallystick.testkit.log.EventValues;
import io.tallystick.testkit.log.RandomEvents;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuzz target for log batches: what the reader takes, protobuf-java takes, too, and reads to the
 * same events; and what the writer makes of them reads back equal.
 */
public final class LogBatchFuzz {

  private static final int SEEDS = 8;
  private static final int EVENTS_MAX = 8;

  private LogBatchFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    return new FuzzTarget(
        "log-batch",
        IntStream.range(0, SEEDS).mapToObj(LogBatchFuzz::batch).toList(),
        LogBatchFuzz::accepts);
  }

  private static byte[] batch(int seed) {
    LogBatchWriter writer = new LogBatchWriter();
    new RandomEvents(seed).batch(EVENTS_MAX).forEach(writer::add);
    return writer.toByteArray();
  }

  private static boolean accepts(byte[] bytes) throws InvalidProtocolBufferException {
    LogBatchReader reader = new LogBatchReader();
    try {
      reader.read(bytes);
    } catch (MalformedLogBatchException e) {
      assertThat(e).hasMessageStartingWith("log batch, ").hasMessageContaining("(expected: ");
      assertThat(reader.count()).isZero();
      return false;
    }
    List<Event> events = EventValues.of(reader);
    assertThat(events).hasSize(reader.count());
    assertThat(new GeneratedBatch(LogBatch.parseFrom(bytes)).events()).isEqualTo(events);
    assertThat(EventValues.of(rewritten(reader))).isEqualTo(events);
    return true;
  }

  private static byte[] rewritten(LogBatchReader reader) {
    LogBatchWriter writer = new LogBatchWriter();
    EventDraft draft = new EventDraft();
    for (int i = 0; i < reader.count(); i++) {
      draft.clear();
      reader.dictionary(reader.source(i), draft.source());
      reader.dictionary(reader.type(i), draft.type());
      reader.dictionary(reader.subject(i), draft.subject());
      reader.id(i, draft.id());
      draft.timeMillis(reader.timeMillis(i));
      draft.value(reader.valueUnscaled(i), reader.valueScale(i));
      int set = reader.attributeSet(i);
      for (int k = 0; set >= 0 && k < reader.attributePairs(set); k++) {
        int attribute = draft.addAttribute();
        reader.dictionary(reader.attributeName(set, k), draft.attributeName(attribute));
        reader.dictionary(reader.attributeValue(set, k), draft.attributeValue(attribute));
      }
      writer.add(draft);
    }
    return writer.toByteArray();
  }
}
