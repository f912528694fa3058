package io.tallystick.protocol.live;

import io.tallystick.core.ledger.Fates;
import io.tallystick.core.node.Health;
import java.util.List;

/**
 * How a node is doing at one moment.
 *
 * @param asOfMillis when, milliseconds since the epoch
 * @param health whether it can be relied on
 * @param accepted users' events that were acknowledged, ever
 * @param fates what became of them
 * @param inFlight those that have no fate yet
 * @param openDeadLetters dead letters that wait
 * @param acceptedPerSecond over the last seconds
 * @param types the types with the most events, most first
 */
public record NodeMoment(
    long asOfMillis,
    Health health,
    long accepted,
    Fates fates,
    long inFlight,
    long openDeadLetters,
    double acceptedPerSecond,
    List<TypeRate> types) {

  public NodeMoment {
    types = List.copyOf(types);
  }

  /**
   * One event type.
   *
   * @param count its events that were counted, ever
   * @param perSecond over the last seconds
   */
  public record TypeRate(String type, long count, double perSecond) {}
}
