package io.tallystick.qa.soak;

import java.util.ArrayList;
import java.util.List;

/** How fast something grows: the line through its samples with the least squares. Thread-safe. */
final class Slope {

  private final List<double[]> samples = new ArrayList<>();

  synchronized void add(double x, double y) {
    samples.add(new double[] {x, y});
  }

  synchronized void clear() {
    samples.clear();
  }

  /** Growth of y for each 1 of x; 0 when there are too few samples to tell. */
  synchronized double perUnit() {
    double meanX = samples.stream().mapToDouble(sample -> sample[0]).average().orElse(0);
    double meanY = samples.stream().mapToDouble(sample -> sample[1]).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (double[] sample : samples) {
      covariance += (sample[0] - meanX) * (sample[1] - meanY);
      variance += (sample[0] - meanX) * (sample[0] - meanX);
    }
    return variance == 0 ? 0 : covariance / variance;
  }
}
