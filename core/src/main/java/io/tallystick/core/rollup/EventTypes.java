package io.tallystick.core.rollup;

import java.util.List;

/**
 * Port: which event types there are, so that people can choose one. Thread-safe.
 *
 * <p>Does not: promise that a type is listed in the moment of its first event; it is once the event
 * is committed.
 */
public interface EventTypes {

  /** Types of which at least one event was counted, each once, at most {@code max} of them. */
  List<String> types(int max);
}
