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
 * @param kafkaDays how long Kafka keeps events, and Cassandra what became of each
 * @param rollupDays how much of the rollups there must be room for
 * @param archiveDays how long the archive of raw events is kept; 0: there is none
 * @param diskGib data that a machine may hold
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
    double kafkaDays,
    double rollupDays,
    double archiveDays,
    double diskGib) {

  SizingRequest {
    positive("events-per-second", eventsPerSecond);
    positive("subjects", subjects);
    positive("checkpoint", checkpointSeconds);
    positive("replicas", replicas);
    positive("cores", cores);
    positive("window", windowMinutes);
    positive("kafka-days", kafkaDays);
    positive("rollup-days", rollupDays);
    positive("disk", diskGib);
    if (!(archiveDays >= 0)) {
      throw new IllegalArgumentException("archive-days: " + archiveDays + " (expected: >= 0)");
    }
    if (dimensions < 0) {
      throw new IllegalArgumentException("dimensions: " + dimensions + " (expected: >= 0)");
    }
    if (!(utilization > 0 && utilization <= 1)) {
      throw new IllegalArgumentException("utilization: " + utilization + " (expected: 0..1)");
    }
  }

  boolean archives() {
    return archiveDays > 0;
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
