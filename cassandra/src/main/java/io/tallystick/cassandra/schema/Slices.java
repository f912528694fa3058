package io.tallystick.cassandra.schema;

/** Which Cassandra partition holds what is known about an offset: partitions of bounded size. */
public final class Slices {

  private static final int COMMIT_BITS = 20;
  private static final int DEAD_LETTER_BITS = 13;

  private Slices() {}

  /** The slice of a commit that ends there. */
  public static long ofCommit(long endOffset) {
    return endOffset >>> COMMIT_BITS;
  }

  /** The slice of a dead letter. */
  public static long ofDeadLetter(long offset) {
    return offset >>> DEAD_LETTER_BITS;
  }
}
