package io.tallystick.embedded.recount;

import io.tallystick.core.recount.Difference.Cause;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.recount.RowRepair.Recorded;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The bytes of the record of one repaired row, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key    | i64 number of the change, from 0 |
 * value  | u8 version | i64 recount | i64 millis | u8 cause |
 *        | i32 length | row key | i32 length | before | i32 length | after |
 * </pre>
 */
final class RepairLayout {

  static final int VERSION = 1;

  private static final int HEADER_BYTES = 1 + 8 + 8 + 1;

  private RepairLayout() {}

  static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static long number(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  static byte[] value(Recorded recorded) {
    Change change = recorded.change();
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES
        + 3 * Integer.BYTES
        + change.key().length
        + change.before().length
        + change.after().length);
    out.put((byte) VERSION)
        .putLong(recorded.recount())
        .putLong(recorded.atMillis())
        .put((byte) change.cause().number());
    for (byte[] part : new byte[][] {change.key(), change.before(), change.after()}) {
      out.putInt(part.length).put(part);
    }
    return out.array();
  }

  static Recorded recorded(byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      if (in.get() != VERSION) {
        throw damaged();
      }
      long recount = in.getLong();
      long atMillis = in.getLong();
      Cause cause = Cause.of(in.get());
      return new Recorded(recount, atMillis, new Change(part(in), part(in), part(in), cause));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw damaged();
    }
  }

  private static byte[] part(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw damaged();
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }

  private static StoreException damaged() {
    return new StoreException(
        "repairs: a record is damaged or of another version (expected: version " + VERSION + ")");
  }
}
