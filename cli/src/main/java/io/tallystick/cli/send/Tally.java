package io.tallystick.cli.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a run has done so far. Thread-safe. */
final class Tally {

  private static final int SAMPLES_MAX = 5;

  private long accepted;
  private long rejected;
  private long skipped;
  private long retries;
  private final Map<String, Long> rejectedByCode = new TreeMap<>();
  private final List<String> samples = new ArrayList<>();
  private @Nullable String trouble;

  /**
   * A moment of it.
   *
   * @param accepted events that the server has taken
   * @param rejected lines that were not counted
   * @param skipped lines that an earlier run has sent
   * @param retries requests that were sent again
   * @param rejectedByCode the rejected lines by their reason
   * @param samples the first rejected lines, for people
   * @param trouble why nothing is delivered right now; null when it is
   */
  record Snapshot(
      long accepted,
      long rejected,
      long skipped,
      long retries,
      Map<String, Long> rejectedByCode,
      List<String> samples,
      @Nullable String trouble) {}

  synchronized void skip() {
    skipped++;
  }

  synchronized void retry(String reason) {
    retries++;
    trouble = reason;
  }

  synchronized void delivered(String input, long acceptedNow, List<RejectedLine> rejectedNow) {
    trouble = null;
    accepted += acceptedNow;
    rejected += rejectedNow.size();
    for (RejectedLine line : rejectedNow) {
      rejectedByCode.merge(line.code(), 1L, Long::sum);
      if (samples.size() < SAMPLES_MAX) {
        samples.add(input + ":" + line.line() + ": " + line.code() + ", " + line.message());
      }
    }
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(
        accepted,
        rejected,
        skipped,
        retries,
        new TreeMap<>(rejectedByCode),
        List.copyOf(samples),
        trouble);
  }
}
