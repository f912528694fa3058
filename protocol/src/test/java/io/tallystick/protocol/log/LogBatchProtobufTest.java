package io.tallystick.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.MalformedLogBatchException;
import io.tallystick.protocol.v1.LogBatch;
import io.tallystick.testkit.log.EventValues;
import io.tallystick.testkit.log.RandomEvents;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Goal: what core writes and reads by hand is the message of {@code log.proto}, and no bytes at all
 * break the reader.
 *
 * <p>Method: random batches are compared with what the generated class makes of them, in both
 * directions; then ten thousand are damaged.
 */
class LogBatchProtobufTest {

  private static final int EVENTS_MAX = 300;
  private static final int MUTATIONS = 10_000;

  private final LogBatchWriter writer = new LogBatchWriter();
  private final LogBatchReader reader = new LogBatchReader();

  @Property(tries = 100)
  void writesWhatProtobufReads(@ForAll long seed) throws InvalidProtocolBufferException {
    List<EventDraft> drafts = new RandomEvents(seed).batch(EVENTS_MAX);
    byte[] bytes = write(drafts);

    LogBatch generated = LogBatch.parseFrom(bytes);

    assertThat(generated.getUnknownFields().asMap()).isEmpty();
    assertThat(generated.toByteArray()).isEqualTo(bytes);
    assertThat(new GeneratedBatch(generated).events()).isEqualTo(events(drafts));
    assertThat(EventValues.of(bytes)).isEqualTo(events(drafts));
  }

  @Property(tries = 100)
  void readsWhatProtobufMayWrite(@ForAll long seed) throws InvalidProtocolBufferException {
    List<EventDraft> drafts = new RandomEvents(seed).batch(EVENTS_MAX);
    LogBatch generated = LogBatch.parseFrom(write(drafts));
    byte[] bytes = new GeneratedBatch(generated).writtenDifferently(new Random(seed));

    assertThat(new GeneratedBatch(LogBatch.parseFrom(bytes)).events()).isEqualTo(events(drafts));
    reader.read(bytes);
    assertThat(EventValues.of(reader)).isEqualTo(events(drafts));
  }

  @Test
  void damagedBytesAreRefusedOrRead() {
    int refused = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = damage(random, write(new RandomEvents(random.nextLong()).batch(20)));
      try {
        reader.read(bytes);
        assertThat(EventValues.of(reader)).hasSize(reader.count());
        // what we take, Protobuf must take; the reverse need not hold
        assertThat(LogBatch.parseFrom(bytes).getCount()).isEqualTo(reader.count());
      } catch (MalformedLogBatchException e) {
        assertThat(e).hasMessageStartingWith("log batch, ").hasMessageContaining("(expected: ");
        assertThat(reader.count()).isZero();
        refused++;
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        fail("seed " + seed, e);
      }
    }
    assertThat(refused).as("damage that matters").isBetween(MUTATIONS / 2, MUTATIONS - 1);
  }

  private static byte[] damage(Random random, byte[] bytes) {
    byte[] damaged = bytes;
    for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(5)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[at] = (byte) random.nextInt();
        case 2 -> damaged[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        case 3 -> damaged = Arrays.copyOf(damaged, at);
        default -> {
          int length = Math.min(damaged.length - at, random.nextInt(12));
          int to = random.nextInt(damaged.length - length + 1);
          System.arraycopy(damaged, at, damaged, to, length);
        }
      }
    }
    return damaged;
  }

  private byte[] write(List<EventDraft> drafts) {
    writer.clear();
    drafts.forEach(writer::add);
    return writer.toByteArray();
  }

  private static List<Event> events(List<EventDraft> drafts) {
    return drafts.stream().map(EventValues::of).toList();
  }
}
