package io.tallystick.kafka.record;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads records of the event topic, whoever produced them. Immutable. */
public final class EventRecordReader {

  private static final int DIGITS_MAX = 19;

  private final int partitions;

  /**
   * @param partitions of the cluster
   */
  public EventRecordReader(int partitions) {
    if (partitions <= 0) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
    }
    this.partitions = partitions;
  }

  /**
   * What the record says. Never throws; the batch is not looked at. Whatever is wrong with the key
   * or headers of a batch, its events can still be routed one by one.
   *
   * @param key may be null, as Kafka has it
   * @param value may be null
   */
  public EventRecord read(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    if (headers.lastHeader(EventRecordLayout.REPUBLISH) != null) {
      return republish(key, value, headers);
    }
    boolean discard = headers.lastHeader(EventRecordLayout.DISCARD) != null;
    if (!discard && (value == null || value.length == 0)) {
      return new EventRecord.Malformed("value: empty (expected: a log batch)");
    }
    try {
      return discard || value == null ? discard(key, value, headers) : batch(key, value, headers);
    } catch (IllegalArgumentException e) {
      return discard || value == null
          ? new EventRecord.Malformed(String.valueOf(e.getMessage()))
          : new EventRecord.Unrouted(value);
    }
  }

  private EventRecord batch(byte @Nullable [] key, byte[] value, Headers headers) {
    long counted = number(headers, EventRecordLayout.PARTITIONS, -1, Integer.MAX_VALUE);
    long events = number(headers, EventRecordLayout.EVENTS, -1, Integer.MAX_VALUE);
    long time = number(headers, EventRecordLayout.TIME, Long.MIN_VALUE, Long.MAX_VALUE);
    long canary = number(headers, EventRecordLayout.CANARY, 0, Integer.MAX_VALUE);
    if (counted != partitions
        || events < 1
        || canary < 0
        || canary > events
        || time == Long.MIN_VALUE) {
      return new EventRecord.Unrouted(value);
    }
    return new EventRecord.Routed(partition(key), (int) events, (int) canary, time, value);
  }

  private EventRecord discard(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long offset = number(headers, EventRecordLayout.DISCARD, 0, Long.MAX_VALUE);
    long counted = number(headers, EventRecordLayout.PARTITIONS, -1, Integer.MAX_VALUE);
    if (counted != partitions) {
      return new EventRecord.Malformed(EventRecordLayout.PARTITIONS + ": " + counted
          + " (expected: " + partitions + ", an offset belongs to a partition)");
    }
    if (offset < 0 || value != null && value.length > 0) {
      return new EventRecord.Malformed(
          EventRecordLayout.DISCARD + ": " + offset + " with a value of "
              + (value == null ? 0 : value.length) + " bytes (expected: >= 0, with none)");
    }
    Header note = headers.lastHeader(EventRecordLayout.NOTE);
    return new EventRecord.Discard(
        partition(key),
        offset,
        note == null || note.value() == null
            ? ""
            : new String(note.value(), StandardCharsets.UTF_8));
  }

  private EventRecord republish(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    try {
      long count = number(headers, EventRecordLayout.REPUBLISH, 0, Integer.MAX_VALUE);
      long counted = number(headers, EventRecordLayout.PARTITIONS, -1, Integer.MAX_VALUE);
      int found = value == null ? 0 : RowKeys.read(value).size();
      if (value == null || found != count || counted != partitions) {
        return new EventRecord.Malformed(EventRecordLayout.REPUBLISH + ": " + count + " keys, "
            + found + " in the value, of " + counted
            + " partitions (expected: as many as are there,"
            + " of " + partitions + ")");
      }
      return new EventRecord.Republish(partition(key), value);
    } catch (IllegalArgumentException e) {
      return new EventRecord.Malformed(String.valueOf(e.getMessage()));
    }
  }

  private int partition(byte @Nullable [] key) {
    if (key == null || key.length != EventRecordLayout.KEY_BYTES) {
      throw new IllegalArgumentException("key: " + (key == null ? "none" : key.length + " bytes")
          + " (expected: " + EventRecordLayout.KEY_BYTES + " bytes)");
    }
    int partition =
        (key[0] & 0xff) << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | key[3] & 0xff;
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException("key: partition " + Integer.toUnsignedString(partition)
          + " (expected: 0.." + (partitions - 1) + ")");
    }
    return partition;
  }

  /** The number in the last header of that name. */
  private static long number(Headers headers, String name, long absent, long max) {
    Header header = headers.lastHeader(name);
    if (header == null) {
      return absent;
    }
    byte[] text = header.value();
    if (text == null || text.length == 0 || text.length > DIGITS_MAX + 1) {
      throw new IllegalArgumentException(
          name + ": " + (text == null ? 0 : text.length) + " bytes (expected: a decimal number)");
    }
    boolean negative = text[0] == '-';
    long number = 0;
    for (int i = negative ? 1 : 0; i < text.length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || number > (max - digit) / 10) {
        throw notANumber(name, text);
      }
      number = number * 10 + digit;
    }
    if (negative && text.length == 1) {
      throw notANumber(name, text);
    }
    return negative ? -number : number;
  }

  private static IllegalArgumentException notANumber(String name, byte[] text) {
    return new IllegalArgumentException(name + ": " + new String(text, StandardCharsets.ISO_8859_1)
        + " (expected: a decimal number)");
  }
}
