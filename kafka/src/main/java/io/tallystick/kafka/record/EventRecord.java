package io.tallystick.kafka.record;

/** What a record of the event topic says. */
public sealed interface EventRecord {

  /**
   * A batch whose events all belong to one partition.
   *
   * <p>Numbers are as the producer claims them. Whoever decodes the batch knows better.
   *
   * @param partition of the events
   * @param events how many
   * @param canary how many of them are the cluster's own
   * @param timeMillisMin earliest event time
   * @param batch the log batch
   */
  record Routed(int partition, int events, int canary, long timeMillisMin, byte[] batch)
      implements EventRecord {}

  /**
   * A batch whose events may belong to any partition.
   *
   * @param batch the log batch
   */
  record Unrouted(byte[] batch) implements EventRecord {}

  /**
   * A dead letter that is given up.
   *
   * @param partition of the dead letter
   * @param offset of the dead letter
   * @param note who discards it and why
   */
  record Discard(int partition, long offset, String note) implements EventRecord {}

  /**
   * Rows that whoever counts is to publish again as they are.
   *
   * @param partition whose records it stands among
   * @param keys of {@link RowKeys}
   */
  record Republish(int partition, byte[] keys) implements EventRecord {}

  /**
   * Nothing that can be understood.
   *
   * @param problem what is wrong, for operators
   */
  record Malformed(String problem) implements EventRecord {}
}
