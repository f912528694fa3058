package io.tallystick.archive.recount;

import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * The key of a stored row, read by what {@link io.tallystick.core.rollup.RollupRowLayout} and {@link
 * io.tallystick.core.rollup.SeriesKey} document and not by their code.
 */
final class RowKey {

  private static final Level[] LEVELS = Level.values();
  private static final char SEPARATOR = '\u001f';
  private static final int HEADER_BYTES = 5;
  private static final int PARTITION_BYTES = 2;

  private final byte[] key;
  private final int end;
  private int at = HEADER_BYTES;

  /** What kind of row it is. */
  final Level level;

  /** First minute of the row's window. */
  final int parent;

  final int partition;

  /** The event type. */
  final byte[] type;

  /** Names of the dimension, a control character between them. */
  final String names;

  /** One value for each name, a control character between them. */
  final byte[] values;

  RowKey(byte[] key, int partitions) throws CorruptRow {
    this.key = key;
    this.end = key.length - PARTITION_BYTES;
    if (end < HEADER_BYTES + 3 || key[0] < 0 || key[0] >= LEVELS.length) {
      throw new CorruptRow("key: " + key.length + " bytes, level " + (key.length > 0 ? key[0] : -1)
          + " (expected: level 0..3, window, series, partition)");
    }
    level = LEVELS[key[0]];
    parent = (int) (unsigned(1, 4) ^ 0x8000_0000L);
    if (parent < Calendar.MINUTE_MIN || parent >= Calendar.MINUTE_END || !isAligned()) {
      throw new CorruptRow("window: minute " + parent + " (expected: where a row begins)");
    }
    partition = (int) unsigned(end, PARTITION_BYTES);
    if (partition >= partitions) {
      throw new CorruptRow("partition: " + partition + " (expected: < " + partitions + ")");
    }
    type = text();
    int count = at < end ? key[at++] & 0xff : -1;
    if (count < 0) {
      throw new CorruptRow("series: ends after the type (expected: names)");
    }
    names = new String(joined(count), StandardCharsets.UTF_8);
    values = joined(count);
    if (at != end) {
      throw new CorruptRow(
          "series: " + (end - at) + " bytes too many (expected: a value for each name)");
    }
  }

  private boolean isAligned() {
    return switch (level) {
      case ALL -> parent == 0;
      case MINUTE -> parent % 60 == 0;
      case HOUR -> parent % 1440 == 0;
      case DAY -> parent % 1440 == 0 && LocalDate.ofEpochDay(parent / 1440).getDayOfMonth() == 1;
    };
  }

  private byte[] joined(int count) throws CorruptRow {
    if (count == 0) {
      return new byte[0];
    }
    byte[] joined = text();
    for (int i = 1; i < count; i++) {
      byte[] next = text();
      int length = joined.length;
      joined = Arrays.copyOf(joined, length + 1 + next.length);
      joined[length] = SEPARATOR;
      System.arraycopy(next, 0, joined, length + 1, next.length);
    }
    return joined;
  }

  private byte[] text() throws CorruptRow {
    int length = at + 2 <= end ? (int) unsigned(at, 2) : -1;
    if (length < 0 || at + 2 + length > end) {
      throw new CorruptRow("series: a text ends after the key (expected: within)");
    }
    byte[] text = Arrays.copyOfRange(key, at + 2, at + 2 + length);
    at += 2 + length;
    for (byte octet : text) {
      if (octet >= 0 && octet < ' ') {
        throw new CorruptRow("series: a control character (expected: none)");
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new CorruptRow("series: no UTF-8 (expected: texts)");
    }
    return text;
  }

  private long unsigned(int from, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | key[from + i] & 0xff;
    }
    return value;
  }
}
