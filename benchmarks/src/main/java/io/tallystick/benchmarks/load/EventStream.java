package io.tallystick.benchmarks.load;

import java.util.SplittableRandom;

/**
 * Draws the events of one connection and counts them exactly. Single-threaded; the counts may be
 * read once the thread has ended.
 */
final class EventStream {

  /*
   * A duplicate is one of the last events of the same connection, unchanged: same id, subject,
   * time and attributes. Which copy arrives first then makes no difference to any count.
   */

  private static final int RECENT = 1 << 14;

  private final Workload workload;
  private final Zipf zipf;
  private final SplittableRandom random;
  private final long numberStep;
  private final long[] recentNumber = new long[RECENT];
  private final int[] recentSubject = new int[RECENT];
  private final long[] recentTime = new long[RECENT];
  private final int[] subjectCounts;
  private final int[][] attributeCounts;
  private long nextNumber;
  private long made;
  private long duplicates;

  /**
   * @param index of the connection, 0 to {@code streams} - 1
   */
  EventStream(Workload workload, Zipf zipf, int index, int streams) {
    this.workload = workload;
    this.zipf = zipf;
    random = new SplittableRandom(EventIds.mix(workload.seed()) + index);
    nextNumber = index;
    numberStep = streams;
    subjectCounts = new int[workload.subjects()];
    attributeCounts = new int[workload.attributes().size()][Workload.ATTRIBUTE_VALUES];
  }

  /** Fills the whole batch with events of the {@code spreadMillis} before {@code nowMillis}. */
  void fill(BatchTemplate template, long nowMillis, long spreadMillis) {
    int duplicateEvery = workload.duplicateEvery();
    for (int i = 0; i < workload.batchEvents(); i++) {
      if (duplicateEvery > 0 && made > 0 && random.nextInt(duplicateEvery) == 0) {
        int slot = (int) (made - 1 - random.nextLong(Math.min(made, RECENT))) & RECENT - 1;
        template.put(i, recentNumber[slot], recentSubject[slot], recentTime[slot]);
        duplicates++;
        continue;
      }
      long number = nextNumber;
      nextNumber += numberStep;
      int subject = workload.hot() ? 0 : zipf.next(random);
      long time = nowMillis - random.nextLong(spreadMillis);
      template.put(i, number, subject, time);
      int slot = (int) made & RECENT - 1;
      recentNumber[slot] = number;
      recentSubject[slot] = subject;
      recentTime[slot] = time;
      subjectCounts[subject]++;
      for (int a = 0; a < attributeCounts.length; a++) {
        attributeCounts[a][BatchTemplate.attributeValue(a, number)]++;
      }
      made++;
    }
  }

  void addTo(ExactCounts counts) {
    counts.add(made, duplicates, subjectCounts, attributeCounts);
  }
}
