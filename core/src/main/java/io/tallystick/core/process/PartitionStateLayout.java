package io.tallystick.core.process;

import io.tallystick.core.event.Utf8;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.ledger.TallyLayout;
import io.tallystick.core.rollup.Dimension;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a partition's state, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | u16 partition |
 * value  | u8 version | i64 epoch | i64 offset | tally | hour | i64 magnitude high | i64 low |
 *        | u16 spans | spans | i32 length | deduplication checkpoint |
 * hour   | i64 hour | i64 first offset | tally |
 * span   | i64 from | i64 end | u8 names | names × ( u16 length | UTF-8 ) |
 * tally  see TallyLayout
 * </pre>
 */
public final class PartitionStateLayout {

  public static final int VERSION = 2;

  /** How many bytes of a value are needed to read its epoch. */
  public static final int EPOCH_END = 1 + 8;

  private PartitionStateLayout() {}

  public static byte[] key(int partition) {
    return ByteBuffer.allocate(2).putShort((short) partition).array();
  }

  public static byte[] value(PartitionState state) {
    byte[] deduplication = state.deduplication();
    ByteBuffer out = ByteBuffer.allocate(size(state))
        .put((byte) VERSION)
        .putLong(state.epoch())
        .putLong(state.offset());
    TallyLayout.put(out, state.tally());
    out.putLong(state.hour().hour()).putLong(state.hour().firstOffset());
    TallyLayout.put(out, state.hour().tally());
    out.putLong(state.magnitudeHigh()).putLong(state.magnitudeLow());
    out.putShort((short) state.dimensions().size());
    for (DimensionSpan span : state.dimensions()) {
      out.putLong(span.fromOffset()).putLong(span.endOffset());
      out.put((byte) span.dimension().names().size());
      for (String name : span.dimension().names()) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) text.length).put(text);
      }
    }
    return out.putInt(deduplication.length).put(deduplication).array();
  }

  private static int size(PartitionState state) {
    int size = 1 + 2 * 8 + TallyLayout.BYTES + 2 * 8 + TallyLayout.BYTES + 2 * 8 + 2;
    for (DimensionSpan span : state.dimensions()) {
      size += 2 * 8 + 1;
      for (String name : span.dimension().names()) {
        size += 2 + name.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return size + 4 + state.deduplication().length;
  }

  /**
   * The epoch alone, from the first bytes of a value.
   *
   * @param length of the value; only {@link #EPOCH_END} bytes of it need be there
   */
  public static long epoch(int partition, byte[] value, int length) {
    if (length < EPOCH_END || value[0] != VERSION) {
      throw damaged(partition);
    }
    return ByteBuffer.wrap(value).getLong(1);
  }

  public static PartitionState state(int partition, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    try {
      if (in.get() != VERSION) {
        throw damaged(partition);
      }
      long epoch = in.getLong();
      long offset = in.getLong();
      Tally tally = TallyLayout.get(in);
      HourTally hour = new HourTally(in.getLong(), in.getLong(), TallyLayout.get(in));
      long magnitudeHigh = in.getLong();
      long magnitudeLow = in.getLong();
      List<DimensionSpan> dimensions = new ArrayList<>();
      int spans = Short.toUnsignedInt(in.getShort());
      for (int i = 0; i < spans; i++) {
        dimensions.add(span(in));
      }
      int length = in.getInt();
      if (length != in.remaining()) {
        throw damaged(partition);
      }
      byte[] deduplication = new byte[length];
      in.get(deduplication);
      return new PartitionState(
          partition,
          epoch,
          offset,
          tally,
          hour,
          magnitudeHigh,
          magnitudeLow,
          dimensions,
          deduplication);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(partition);
    }
  }

  private static DimensionSpan span(ByteBuffer in) {
    long from = in.getLong();
    long end = in.getLong();
    int names = Byte.toUnsignedInt(in.get());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(text);
      if (!Utf8.isText(text, 0, text.length)) {
        throw new IllegalArgumentException("name: other bytes (expected: UTF-8)");
      }
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
    return new DimensionSpan(new Dimension(texts), from, end);
  }

  private static CorruptRecordException damaged(int partition) {
    return new CorruptRecordException("state: partition " + partition
        + " is damaged or of another version (expected: version " + VERSION + ")");
  }
}
