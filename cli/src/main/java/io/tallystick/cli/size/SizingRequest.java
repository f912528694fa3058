package io.tallystick.cli.size;

/**
 * What a cluster shall do.
 *
 * @param eventsPerSecond at the peak that it must sustain
 * @param subjects distinct ones, of which the popular ones have most events (Zipf, exponent 1)
 * @param dimensions declared ones besides the subject, of up to a hundred values each
 * @param checkpointSeconds between two checkpoints: so often changed rows are written
 * @param replicas copies of everything
 * @param cores of each machine
 * @param utilization part of the processors that may be busy at the peak
 * @param windowMinutes how long copies are recognized
 * @param kafkaDays how long Kafka keeps events
 */
record SizingRequest(
    long eventsPerSecond,
    long subjects,
    int dimensions,
    double checkpointSeconds,
    int replicas,
    int cores,
    double utilization,
    double windowMinutes,
    double kafkaDays) {

  SizingRequest {
    positive("events-per-second", eventsPerSecond);
    positive("subjects", subjects);
    positive("checkpoint", checkpointSeconds);
    positive("replicas", replicas);
    positive("cores", cores);
    positive("window", windowMinutes);
    positive("kafka-days", kafkaDays);
    if (dimensions < 0) {
      throw new IllegalArgumentException("dimensions: " + dimensions + " (expected: >= 0)");
    }
    if (!(utilization > 0 && utilization <= 1)) {
      throw new IllegalArgumentException("utilization: " + utilization + " (expected: 0..1)");
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
