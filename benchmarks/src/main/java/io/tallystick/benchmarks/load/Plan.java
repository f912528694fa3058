package io.tallystick.benchmarks.load;

/**
 * What one phase of the load shall do.
 *
 * @param name for the progress
 * @param events how many, rounded up to whole batches
 * @param eventsPerSecond sent on a fixed schedule; 0: as fast as they are acknowledged
 * @param spreadMillis event times lie evenly in so many milliseconds before now
 */
public record Plan(String name, long events, double eventsPerSecond, long spreadMillis) {

  private static final long LIVE_MILLIS = 1000;

  public Plan {
    if (events < 1) {
      throw new IllegalArgumentException("events: " + events + " (expected: >= 1)");
    }
    if (!(eventsPerSecond >= 0)) {
      throw new IllegalArgumentException("rate: " + eventsPerSecond + " (expected: >= 0)");
    }
    if (spreadMillis < 1) {
      throw new IllegalArgumentException("spreadMillis: " + spreadMillis + " (expected: >= 1)");
    }
  }

  /** Events of the last second, as fast as they are acknowledged. */
  public static Plan fullSpeed(String name, long events) {
    return new Plan(name, events, 0, LIVE_MILLIS);
  }

  /** Events of the last second on a fixed schedule. */
  public static Plan paced(String name, long events, double eventsPerSecond) {
    return new Plan(name, events, eventsPerSecond, LIVE_MILLIS);
  }

  double intervalNanos(int batchEvents) {
    return eventsPerSecond == 0 ? 0 : batchEvents * 1e9 / eventsPerSecond;
  }
}
