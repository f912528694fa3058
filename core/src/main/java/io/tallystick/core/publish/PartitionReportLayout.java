package io.tallystick.core.publish;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCountLayout;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.process.PartitionStateLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a {@link PartitionReport}, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * report    | u8 version | u16 partition | bytes state | i32 count | hours | i32 count | letters |
 *           | bytes counts | i64 begin offset | i64 committed millis | bytes fates |
 *           | bytes identity hashes | i32 count | positions |
 * hour      | i64 hour | bytes: see HourTallyLayout |
 * letter    | i64 offset | bytes: see DeadLetterLayout |
 * position  | i32 topic partition | i64 position |
 * bytes     | i32 length | the bytes |
 *
 * state     see PartitionStateLayout
 * counts    see DeadLetterCountLayout
 * </pre>
 */
public final class PartitionReportLayout {

  public static final int VERSION = 1;

  private static final int POSITION_BYTES = 4 + 8;

  private PartitionReportLayout() {}

  /** The bytes of {@code report}. */
  public static byte[] value(PartitionReport report) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(header(report.partition()));
    putBytes(parts, PartitionStateLayout.value(report.state()));
    parts.add(ints(report.hours().size()));
    for (HourTally hour : report.hours()) {
      parts.add(longs(hour.hour()));
      putBytes(parts, HourTallyLayout.value(hour));
    }
    parts.add(ints(report.deadLetters().size()));
    for (DeadLetter letter : report.deadLetters()) {
      parts.add(longs(letter.offset()));
      putBytes(parts, DeadLetterLayout.value(letter));
    }
    putBytes(parts, DeadLetterCountLayout.value(report.countsByReason()));
    parts.add(longs(report.beginOffset()));
    parts.add(longs(report.committedMillis()));
    putBytes(parts, report.fates());
    putBytes(parts, report.identityHashes());
    parts.add(positions(report.logPositions()));
    int size = 0;
    for (byte[] part : parts) {
      size = Math.addExact(size, part.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    parts.forEach(out::put);
    return out.array();
  }

  /** Positions alone: their number, then each; see above. */
  public static byte[] positions(SortedMap<Integer, Long> positions) {
    ByteBuffer out = ByteBuffer.allocate(4 + positions.size() * POSITION_BYTES);
    out.putInt(positions.size());
    for (Map.Entry<Integer, Long> position : positions.entrySet()) {
      out.putInt(position.getKey()).putLong(position.getValue());
    }
    return out.array();
  }

  /**
   * What {@link #positions(SortedMap)} has written.
   *
   * @throws CorruptRecordException when the bytes are something else
   */
  public static SortedMap<Integer, Long> positions(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    try {
      SortedMap<Integer, Long> positions = positions(in);
      if (in.hasRemaining()) {
        throw new CorruptRecordException("positions: bytes left (expected: none)");
      }
      return positions;
    } catch (BufferUnderflowException e) {
      throw new CorruptRecordException("positions: end early (expected: more)", e);
    }
  }

  private static SortedMap<Integer, Long> positions(ByteBuffer in) {
    int count = count(in, POSITION_BYTES);
    SortedMap<Integer, Long> positions = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      positions.put(in.getInt(), in.getLong());
    }
    if (positions.size() != count) {
      throw new CorruptRecordException("positions: one twice (expected: each once)");
    }
    return positions;
  }

  /**
   * The report that {@link #value} has written.
   *
   * @throws CorruptRecordException when the bytes are something else
   */
  public static PartitionReport report(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    try {
      if (in.get() != VERSION) {
        throw new CorruptRecordException("report: of another version (expected: " + VERSION + ")");
      }
      int partition = Short.toUnsignedInt(in.getShort());
      byte[] state = bytes(in);
      List<HourTally> hours = new ArrayList<>();
      for (int rest = count(in, 8 + 4); rest > 0; rest--) {
        byte[] key = HourTallyLayout.key(partition, in.getLong());
        hours.add(HourTallyLayout.hour(key, bytes(in)));
      }
      List<DeadLetter> letters = new ArrayList<>();
      for (int rest = count(in, 8 + 4); rest > 0; rest--) {
        byte[] key = DeadLetterLayout.key(false, partition, in.getLong());
        letters.add(DeadLetterLayout.read(key, bytes(in)));
      }
      byte[] counts = bytes(in);
      long beginOffset = in.getLong();
      long committedMillis = in.getLong();
      PartitionReport report = new PartitionReport(
          PartitionStateLayout.state(partition, state),
          hours,
          letters,
          List.copyOf(DeadLetterCountLayout.counts(partition, counts).values()),
          beginOffset,
          bytes(in),
          bytes(in),
          positions(in),
          committedMillis);
      if (in.hasRemaining()) {
        throw new CorruptRecordException("report: bytes left (expected: none)");
      }
      return report;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new CorruptRecordException("report: ends early (expected: more)", e);
    }
  }

  private static byte[] header(int partition) {
    return ByteBuffer.allocate(1 + 2)
        .put((byte) VERSION)
        .putShort((short) partition)
        .array();
  }

  private static byte[] ints(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] longs(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static void putBytes(List<byte[]> parts, byte[] bytes) {
    parts.add(ints(bytes.length));
    parts.add(bytes);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[count(in, 1)];
    in.get(bytes);
    return bytes;
  }

  private static int count(ByteBuffer in, int bytesEach) {
    int count = in.getInt();
    if (count < 0 || (long) count * bytesEach > in.remaining()) {
      throw new CorruptRecordException("report: " + count + " (expected: what is there)");
    }
    return count;
  }
}
