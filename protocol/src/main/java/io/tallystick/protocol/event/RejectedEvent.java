package io.tallystick.protocol.event;

import io.tallystick.core.event.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One event that was not taken.
 *
 * @param index its position in the request, from 0
 * @param id its id, or null when it has none or none could be read
 * @param refusal why
 */
public record RejectedEvent(int index, @Nullable String id, Refusal refusal) {

  public RejectedEvent {
    if (index < 0) {
      throw new IllegalArgumentException("index: " + index + " (expected: >= 0)");
    }
  }
}
