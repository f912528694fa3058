package io.tallystick.protocol.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.testkit.fuzz.FuzzTarget;
import io.tallystick.testkit.log.EventValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Fuzz target for what replays and discards dead letters: it is refused by a code and a message, or
 * no edit that it names is overlooked, and each edited event is the same after a way through the
 * log, and still of the same source and id.
 */
public final class DeadLetterRequestFuzz {

  private static final long ARRIVAL_MILLIS = 1_795_342_530_123L;
  private static final EventRules RULES = new EventRules(EventLimits.DEFAULT);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Event EVENT = new Event(
      "web",
      "e-1",
      "view",
      "A",
      ARRIVAL_MILLIS,
      BigDecimal.ONE,
      new TreeMap<>(Map.of("country", "DE")));

  private DeadLetterRequestFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    List<byte[]> seeds = Stream.of(
            "{\"ids\":[\"0-17\",\"3-5\"],\"note\":\"mended\"}",
            "{\"ids\":[\"0-17\"],\"edits\":{\"0-17\":{\"value\":12.5,\"time\":1795342530000,"
                + "\"attributes\":{\"country\":null,\"browser\":\"x\",\"n\":1e3}}}}",
            "{\"ids\":[\"0-17\"],\"edits\":{\"0-17\":{\"id\":\"e-1\",\"type\":\"vote\","
                + "\"time\":\"2026-11-22T10:15:30Z\",\"value\":\"-0.5\"}}}",
            "{\"all\":true,\"limit\":10,\"cursor\":\"0-17-99\"}",
            "{\"type\":\"view\",\"reason\":\"value-too-small\",\"partition\":3,"
                + "\"start\":\"2026-11-22T10:00:00Z\",\"end\":1795342560000}")
        .map(text -> text.getBytes(UTF_8))
        .filter(DeadLetterRequestFuzz::accepts)
        .toList();
    return new FuzzTarget("dead-letter-request", seeds, DeadLetterRequestFuzz::accepts);
  }

  private static boolean accepts(byte[] body) {
    DeadLetterRequest request;
    try {
      request = DeadLetterRequest.of(body, true);
    } catch (RefusedException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(request.edits()).hasSize(editsIn(body));
    for (EventEdit edit : request.edits().values()) {
      Event edited;
      try {
        edited = edit.apply(EVENT, RULES, ARRIVAL_MILLIS);
      } catch (RefusedException e) {
        assertThat(e).hasMessageContaining(" (expected: ");
        continue;
      }
      assertThat(edited.source()).isEqualTo(EVENT.source());
      assertThat(edited.id()).isEqualTo(EVENT.id());
      EventDraft draft = new EventDraft();
      edited.draft(draft);
      LogBatchWriter writer = new LogBatchWriter();
      writer.add(draft);
      assertThat(EventValues.of(writer.toByteArray())).containsExactly(edited);
    }
    return true;
  }

  private static int editsIn(byte[] body) {
    try {
      JsonNode edits = JSON.readTree(body).path("edits");
      return edits.isMissingNode() || edits.isNull() ? 0 : edits.isObject() ? edits.size() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
