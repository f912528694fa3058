package io.tallystick.cli.send;

import java.util.List;

/** How far one input has come. Shared by the reading and the delivering threads. */
final class InputProgress {

  private final String shown;
  private final AcknowledgedLines lines;
  private final AcknowledgedLines earlier;

  /**
   * Begins where an earlier run has ended.
   *
   * @param shown how messages call the input
   * @param ranges what the earlier run has acknowledged
   */
  InputProgress(String shown, List<AcknowledgedLines.Range> ranges) {
    this.shown = shown;
    this.lines = new AcknowledgedLines(ranges);
    this.earlier = new AcknowledgedLines(ranges);
  }

  String shown() {
    return shown;
  }

  /** Whether an earlier run has sent this line. */
  boolean isDone(long line) {
    return earlier.contains(line);
  }

  /** Every line of the range has its fate. */
  synchronized void acknowledge(long first, long last) {
    lines.add(first, last);
  }

  synchronized List<AcknowledgedLines.Range> ranges() {
    return lines.ranges();
  }
}
