package io.tallystick.flink.count;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.flink.record.LogRecord;

/**
 * What goes to the topic of dead letters.
 *
 * @param key names it: a dead letter by its id, a record by where it stands in the topic
 * @param partition of the dead letter, or of the topic
 * @param offset of the dead letter, or of the record
 * @param letter of {@link DeadLetterLayout}; empty for a record that cannot be understood
 * @param raw that record's value; empty for a dead letter
 */
public record DeadRecord(String key, int partition, long offset, byte[] letter, byte[] raw) {

  private static final byte[] NOTHING = {};

  /** Whether it is a dead letter, and no record that cannot be understood. */
  public boolean isLetter() {
    return letter.length > 0;
  }

  /** The dead letter. */
  public DeadLetter read() {
    return DeadLetterLayout.read(DeadLetterLayout.key(false, partition, offset), letter);
  }

  static DeadRecord of(DeadLetter letter) {
    return new DeadRecord(
        letter.id().toString(),
        letter.partition(),
        letter.offset(),
        DeadLetterLayout.value(letter),
        NOTHING);
  }

  static DeadRecord malformed(LogRecord record) {
    return new DeadRecord(
        "record-" + record.topicPartition() + "-" + record.position(),
        record.topicPartition(),
        record.position(),
        NOTHING,
        record.payload());
  }
}
