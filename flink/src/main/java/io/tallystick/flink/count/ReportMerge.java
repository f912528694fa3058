package io.tallystick.flink.count;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.publish.PartitionReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Makes one report of two consecutive ones of a partition: the first one's checkpoint is lost. */
final class ReportMerge {

  private ReportMerge() {}

  static PartitionReport merge(PartitionReport earlier, PartitionReport later) {
    if (earlier.endOffset() != later.beginOffset()) {
      throw new IllegalStateException("report: begins at " + later.beginOffset() + " (expected: "
          + earlier.endOffset() + ", where the one before ends)");
    }
    TreeMap<Long, HourTally> hours = new TreeMap<>();
    earlier.hours().forEach(hour -> hours.put(hour.hour(), hour));
    later.hours().forEach(hour -> hours.put(hour.hour(), hour));
    TreeMap<Long, DeadLetter> letters = new TreeMap<>();
    earlier.deadLetters().forEach(letter -> letters.put(letter.offset(), letter));
    later.deadLetters().forEach(letter -> letters.put(letter.offset(), letter));
    List<DeadLetter> changed = new ArrayList<>(letters.values());
    return new PartitionReport(
        later.state(),
        new ArrayList<>(hours.values()),
        changed,
        later.deadLetterCounts(),
        earlier.beginOffset(),
        concat(earlier.fates(), later.fates()),
        concat(earlier.identityHashes(), later.identityHashes()),
        later.logPositions(),
        later.committedMillis());
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
