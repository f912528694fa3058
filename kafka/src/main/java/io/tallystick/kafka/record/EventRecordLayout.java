package io.tallystick.kafka.record;

/**
 * The records of the event topic.
 *
 * <pre>
 *   key      partition, u32, big endian                       4 bytes
 *   value    one log batch, {@link io.tallystick.core.log.LogBatchLayout}
 *   headers, all ASCII, numbers in decimal:
 *     tallystick-partitions   number of partitions that the key counts in
 *     tallystick-events       events in the batch
 *     tallystick-time         earliest event time in the batch, milliseconds since 1970
 *     tallystick-canary       how many of the events are the cluster's own; absent: 0
 *
 *   a dead letter that is given up, by key and:
 *   value    empty
 *   headers
 *     tallystick-partitions   as above
 *     tallystick-discard      offset of the dead letter in its partition
 *     tallystick-note         who discards it and why, UTF-8; absent: empty
 *
 *   rows of totals that are to be published again, by key (any partition) and:
 *   value    their keys, {@link RowKeys}
 *   headers
 *     tallystick-partitions   as above
 *     tallystick-republish    how many keys there are
 * </pre>
 *
 * <p>All events of a record with the headers belong to the partition of its key, {@link
 * io.tallystick.core.log.EventIdentity#partition}. A record with the log batch alone is fine, too,
 * and so is one with another number of partitions: it costs whoever reads it a look at each event.
 * Any number of events and any order of the headers will do; other headers are ignored.
 *
 * <p>Partition p goes to topic partition p mod n of the n that there are. Only speed depends on it:
 * whoever counts looks at the key.
 */
public final class EventRecordLayout {

  /** Header: number of partitions that the key counts in. */
  public static final String PARTITIONS = "tallystick-partitions";

  /** Header: events in the batch. */
  public static final String EVENTS = "tallystick-events";

  /** Header: earliest event time in the batch. */
  public static final String TIME = "tallystick-time";

  /** Header: canary events in the batch. */
  public static final String CANARY = "tallystick-canary";

  /** Header: offset of a dead letter that is given up. */
  public static final String DISCARD = "tallystick-discard";

  /** Header: who gives the dead letter up and why. */
  public static final String NOTE = "tallystick-note";

  /** Header: how many rows are to be published again. */
  public static final String REPUBLISH = "tallystick-republish";

  /** Bytes of a key. */
  public static final int KEY_BYTES = 4;

  private EventRecordLayout() {}

  /** The key of partition {@code partition}. */
  public static byte[] key(int partition) {
    return new byte[] {
      (byte) (partition >>> 24),
      (byte) (partition >>> 16),
      (byte) (partition >>> 8),
      (byte) partition
    };
  }

  /** The topic partition that partition {@code partition} goes to when there are {@code count}. */
  public static int topicPartition(int partition, int count) {
    if (partition < 0 || count <= 0) {
      throw new IllegalArgumentException("partition: " + partition + " of " + count
          + " topic partitions (expected: >= 0, of > 0)");
    }
    return partition % count;
  }
}
