package io.tallystick.app.canary;

import io.tallystick.core.event.CanaryEvents;
import java.math.BigDecimal;

/**
 * One event that the canary sends.
 *
 * @param subject which of its series it adds to
 * @param id new for every event, but the same when it is sent again
 * @param timeMillis when it was made, milliseconds since the epoch
 * @param value what it adds to the sum
 */
record CanaryEvent(String subject, String id, long timeMillis, BigDecimal value) {

  /** As a client would write it; nothing in it needs to be escaped. */
  String json() {
    return "{\"source\":\"" + CanaryEvents.SOURCE + "\",\"id\":\"" + id + "\",\"type\":\""
        + CanaryEvents.TYPE + "\",\"subject\":\"" + subject + "\",\"time\":" + timeMillis
        + ",\"value\":" + value.toPlainString() + "}";
  }
}
