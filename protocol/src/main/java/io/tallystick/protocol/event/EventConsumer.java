package io.tallystick.protocol.event;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Refusal;
import org.jspecify.annotations.Nullable;

/** Takes the events of a body, one after the other. */
@FunctionalInterface
public interface EventConsumer {

  /**
   * Takes one event. The draft is written over afterwards: what is kept must be copied.
   *
   * @return null, or why this event is refused; the others are not held back by it
   */
  @Nullable
  Refusal accept(EventDraft draft);
}
