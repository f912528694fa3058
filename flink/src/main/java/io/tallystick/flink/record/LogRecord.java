package io.tallystick.flink.record;

/**
 * What one record of the event topic means for one partition. Immutable, but for the array, which
 * nobody changes.
 *
 * @param kind what {@code payload} is
 * @param partition whose business it is
 * @param topicPartition where the record stands in the topic
 * @param position its offset there
 * @param arrivalMillis when the broker took it
 * @param number {@link Kind#EVENTS}: how many; {@link Kind#DISCARD}: offset of the dead letter
 * @param canary how many of the events are the cluster's own
 * @param payload see {@link Kind}
 */
public record LogRecord(
    Kind kind,
    int partition,
    int topicPartition,
    long position,
    long arrivalMillis,
    long number,
    int canary,
    byte[] payload) {

  /** What a record can be. */
  public enum Kind {
    /** A log batch, checked, of events that all belong to the partition. */
    EVENTS,
    /** A dead letter is given up; the payload is the note. */
    DISCARD,
    /** The value of a record that cannot be understood. */
    MALFORMED,
    /** Rows are to be published again; the payload has their keys. */
    REPUBLISH;

    private static final Kind[] ALL = values();

    static Kind of(int number) {
      return ALL[number];
    }
  }
}
