package io.tallystick.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What one phase of the load did.
 *
 * @param events events that were acknowledged
 * @param seconds from the first request to the last acknowledgement
 * @param refused requests that were answered with 429 and sent again
 * @param ackMicros latency of each batch in microseconds. In an open loop it counts from the
 *     moment at which the batch was due, so that a stall is seen by everything that it holds up
 */
public record Phase(long events, double seconds, long refused, Histogram ackMicros) {

  /** Acknowledged events per second. */
  public double eventsPerSecond() {
    return events / seconds;
  }
}
