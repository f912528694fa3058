package io.tallystick.app.canary;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one round sends.
 *
 * @param fresh new events
 * @param resent an event that was sent before
 */
record CanaryBatch(List<CanaryEvent> fresh, CanaryEvent resent) {

  CanaryBatch {
    fresh = List.copyOf(fresh);
  }

  int size() {
    return fresh.size() + 1;
  }

  /** What it adds to the sum. */
  BigDecimal sum() {
    return fresh.stream().map(CanaryEvent::value).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** When the oldest of its events was made, milliseconds since the epoch. */
  long oldestMillis() {
    return Math.min(resent.timeMillis(), fresh.get(0).timeMillis());
  }

  /** When its new events were made. */
  long madeMillis() {
    return fresh.get(0).timeMillis();
  }

  /** The bodies of the requests that send it, with the number of events in each. */
  List<Body> bodies(int eventsMax) {
    List<CanaryEvent> all = new ArrayList<>(fresh);
    all.add(resent);
    List<Body> bodies = new ArrayList<>();
    for (int begin = 0; begin < all.size(); begin += eventsMax) {
      List<CanaryEvent> some = all.subList(begin, Math.min(all.size(), begin + eventsMax));
      String text = some.stream().map(CanaryEvent::json).collect(Collectors.joining(",", "[", "]"));
      bodies.add(new Body(text, some.size()));
    }
    return bodies;
  }

  /** One request. */
  record Body(String text, int events) {}
}
