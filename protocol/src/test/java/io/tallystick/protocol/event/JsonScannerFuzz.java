package io.tallystick.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.event.Decoding.Decoded;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Fuzz target for the scanner: whatever it takes, the reader on Jackson takes, too, and reads to the
 * same draft; and both agree where the event ends.
 */
public final class JsonScannerFuzz {

  private static final int PADDING = 9;
  private static final int SEEDS = 8;

  private JsonScannerFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    return new FuzzTarget(
        "json-scanner",
        IntStream.range(0, SEEDS)
            .mapToObj(seed -> EventBodyFuzz.utf8(new RandomBodies(seed).jsonEvent(true)))
            .toList(),
        event ->
            agrees(event, false, false) | agrees(event, true, false) | agrees(event, false, true));
  }

  private static boolean agrees(byte[] event, boolean lines, boolean onlyCloudEvents) {
    if (event.length == 0) {
      return false;
    }
    EventDraft draft = new EventDraft();
    // between quotes, so that reading beyond the end finds something
    byte[] padded = new byte[event.length + 2 * PADDING];
    Arrays.fill(padded, (byte) '"');
    System.arraycopy(event, 0, padded, PADDING, event.length);
    int end = new PlainEventScanner(EventLimits.DEFAULT, draft)
        .scan(padded, PADDING, PADDING + event.length, lines, onlyCloudEvents);
    if (end == PlainEventScanner.DECLINED) {
      return false;
    }
    int length = end - PADDING;
    assertThat(length).isBetween(1, event.length);
    EventDraft authority = new EventDraft();
    Refusal refusal =
        new JsonEventReader(EventLimits.DEFAULT, authority).read(event, 0, length, onlyCloudEvents);
    assertThat(refusal).isNull();
    assertThat(Decoded.copyOf(draft)).isEqualTo(Decoded.copyOf(authority));
    assertThat(JsonElementSplitter.end(event, 0, event.length)).isEqualTo(length);
    return true;
  }
}
