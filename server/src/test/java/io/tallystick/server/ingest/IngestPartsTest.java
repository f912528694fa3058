package io.tallystick.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.TextSlice;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: ids are never given twice, and what is kept for the next request is bounded. */
class IngestPartsTest {

  @Test
  void idsAreDistinctWithinAndBetweenGenerators() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    for (int generator = 0; generator < 20; generator++) {
      AssignedIds ids = new AssignedIds(random);
      TextSlice id = new TextSlice();
      for (int i = 0; i < 1_000; i++) {
        ids.assign(id);
        assertThat(id.toString()).matches("[0-9a-f]{32}");
        assertThat(seen.add(id.toString())).as(id.toString()).isTrue();
      }
    }
  }

  @Test
  void buffersAreReusedUpToALimit() {
    BodyBuffers buffers = new BodyBuffers();
    byte[] first = buffers.take(100_000);
    assertThat(first).hasSizeGreaterThanOrEqualTo(100_000);
    buffers.give(first);
    assertThat(buffers.take(120_000)).isSameAs(first);
    byte[] huge = buffers.take(BodyBuffers.KEPT_LENGTH_MAX + 1);
    assertThat(huge).hasSize(BodyBuffers.KEPT_LENGTH_MAX + 1);
    buffers.give(huge);
    assertThat(buffers.take(1)).isNotSameAs(huge);
    for (int i = 0; i < 2 * BodyBuffers.KEPT_MAX; i++) {
      buffers.give(new byte[BodyBuffers.LENGTH_MIN]);
    }
    Set<byte[]> kept = new HashSet<>();
    for (int i = 0; i < BodyBuffers.KEPT_MAX; i++) {
      kept.add(buffers.take(1));
    }
    assertThat(kept).hasSize(BodyBuffers.KEPT_MAX);
  }

  @Test
  void memoryIsNeverReservedBeyondTheLimit() {
    InFlightBytes inFlight = new InFlightBytes(100);
    assertThat(inFlight.reserve(60)).isTrue();
    assertThat(inFlight.reserve(41)).isFalse();
    assertThat(inFlight.used()).isEqualTo(60);
    assertThat(inFlight.reserve(40)).isTrue();
    inFlight.release(100);
    assertThat(inFlight.used()).isZero();
  }
}
