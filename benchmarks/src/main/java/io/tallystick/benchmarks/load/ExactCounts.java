package io.tallystick.benchmarks.load;

/** What the load generator knows to be right, over everything that was sent. */
public final class ExactCounts {

  private final long[] subjects;
  private final long[][] attributes;
  private long unique;
  private long duplicates;

  ExactCounts(Workload workload) {
    subjects = new long[workload.subjects()];
    attributes = new long[workload.attributes().size()][Workload.ATTRIBUTE_VALUES];
  }

  void add(long unique, long duplicates, int[] subjects, int[][] attributes) {
    this.unique += unique;
    this.duplicates += duplicates;
    add(this.subjects, subjects);
    for (int a = 0; a < attributes.length; a++) {
      add(this.attributes[a], attributes[a]);
    }
  }

  private static void add(long[] target, int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      target[i] += counts[i];
    }
  }

  /** Adds what another load of the same kind knows. */
  public ExactCounts plus(ExactCounts other) {
    for (int i = 0; i < subjects.length; i++) {
      subjects[i] += other.subjects[i];
    }
    for (int a = 0; a < attributes.length; a++) {
      for (int i = 0; i < attributes[a].length; i++) {
        attributes[a][i] += other.attributes[a][i];
      }
    }
    unique += other.unique;
    duplicates += other.duplicates;
    return this;
  }

  /** Events with an id that had not been sent before. */
  public long unique() {
    return unique;
  }

  /** Events that had been sent before. */
  public long duplicates() {
    return duplicates;
  }

  /** Counts by number of the subject. */
  public long[] subjects() {
    return subjects.clone();
  }

  /** Counts by number of the value of attribute {@code attribute}. */
  public long[] attribute(int attribute) {
    return attributes[attribute].clone();
  }
}
