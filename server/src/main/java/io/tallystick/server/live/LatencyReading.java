package io.tallystick.server.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a timer measured between two readings. Used by one thread. */
final class LatencyReading {

  private final MeterRegistry registry;
  private final String name;
  private double[] before = {};
  private double[] bounds = {};
  private double[] between = {};
  private long countBefore;
  private long count;

  LatencyReading(MeterRegistry registry, String name) {
    this.registry = registry;
    this.name = name;
  }

  /** Takes a reading; what follows is about the time since the one before. */
  void read() {
    Timer timer = registry.find(name).timer();
    CountAtBucket[] buckets =
        timer == null ? new CountAtBucket[0] : timer.takeSnapshot().histogramCounts();
    double[] now = new double[buckets.length];
    bounds = new double[buckets.length];
    between = new double[buckets.length];
    for (int i = 0; i < buckets.length; i++) {
      now[i] = buckets[i].count();
      bounds[i] = buckets[i].bucket(TimeUnit.MILLISECONDS);
      between[i] = now[i] - (i < before.length ? before[i] : 0);
    }
    before = now;
    long countNow = timer == null ? 0 : timer.count();
    count = countNow - countBefore;
    countBefore = countNow;
  }

  /** How often something was measured. */
  long count() {
    return count;
  }

  /**
   * Milliseconds that so large a part stayed below, interpolated within its bucket; not a number
   * when nothing was measured.
   */
  double quantile(double part) {
    double wanted = count * part;
    if (wanted == 0) {
      return Double.NaN;
    }
    double lowCount = 0;
    double lowBound = 0;
    for (int i = 0; i < between.length; i++) {
      if (between[i] >= wanted) {
        if (!Double.isFinite(bounds[i])) {
          return lowBound;
        }
        double share = (wanted - lowCount) / Math.max(between[i] - lowCount, 1e-9);
        return lowBound + (bounds[i] - lowBound) * share;
      }
      lowCount = between[i];
      lowBound = bounds[i];
    }
    return lowBound;
  }

  /** The sum of all counters of a name, with one value of a tag left out. */
  static double sum(
      MeterRegistry registry, String counter, @Nullable String tag, String withoutValue) {
    double sum = 0;
    for (var found : registry.find(counter).counters()) {
      if (tag == null || !withoutValue.equals(found.getId().getTag(tag))) {
        sum += found.count();
      }
    }
    return sum;
  }
}
