package io.tallystick.core.publish;

import io.tallystick.core.ledger.CorruptRecordException;

/**
 * The bytes of a row as of one epoch and as it was before, version {@value #VERSION}.
 *
 * <pre>
 * versions | varint epoch | varint epoch - epoch before | varint length | value before | value |
 *
 * epoch before  0 when there was no row; the value before is empty then
 * value         see RollupRowLayout; one entry a window
 * </pre>
 *
 * <p>Whoever reads at epoch e takes the value if {@code epoch <= e}, else the value before if that
 * was there at e. If both are newer, e is too old to be read any more.
 */
public final class RowVersionsLayout {

  /** Version of this layout, kept once for each store. */
  public static final int VERSION = 1;

  private RowVersionsLayout() {}

  /**
   * The bytes of one row.
   *
   * @param beforeEpoch 0 when there was no row; {@code before} is empty then
   */
  public static byte[] value(long epoch, byte[] value, long beforeEpoch, byte[] before) {
    byte[] bytes = new byte[size(epoch, value.length, beforeEpoch, before.length)];
    put(bytes, 0, epoch, value, value.length, beforeEpoch, before, before.length);
    return bytes;
  }

  static int size(long epoch, int valueLength, long beforeEpoch, int beforeLength) {
    return Varints.size(epoch)
        + Varints.size(epoch - beforeEpoch)
        + Varints.size(beforeLength)
        + beforeLength
        + valueLength;
  }

  static int put(
      byte[] target,
      int begin,
      long epoch,
      byte[] value,
      int valueLength,
      long beforeEpoch,
      byte[] before,
      int beforeLength) {
    int at = Varints.put(target, begin, epoch);
    at = Varints.put(target, at, epoch - beforeEpoch);
    at = Varints.put(target, at, beforeLength);
    System.arraycopy(before, 0, target, at, beforeLength);
    System.arraycopy(value, 0, target, at + beforeLength, valueLength);
    return at + beforeLength + valueLength;
  }

  /** Reads one row after the other; reusable, single-threaded. */
  public static final class Reader {

    private long epoch;
    private long beforeEpoch;
    private int beforeOffset;
    private int valueOffset;
    private int end;

    /**
     * Looks at one row.
     *
     * @throws CorruptRecordException when the bytes are none
     */
    public void read(byte[] bytes, int offset, int length) {
      end = offset + length;
      epoch = Varints.get(bytes, offset, end);
      int at = offset + Varints.size(epoch);
      long age = Varints.get(bytes, at, end);
      at += Varints.size(age);
      long beforeLength = Varints.get(bytes, at, end);
      beforeOffset = at + Varints.size(beforeLength);
      beforeEpoch = epoch - age;
      if (age < 1
          || beforeEpoch < 0
          || (beforeEpoch == 0) != (beforeLength == 0)
          || beforeLength > end - beforeOffset) {
        throw new CorruptRecordException("row: epoch " + epoch + ", before " + beforeEpoch + ", "
            + beforeLength + " bytes (expected: an epoch, one before it and its value)");
      }
      valueOffset = beforeOffset + (int) beforeLength;
    }

    /** The epoch that changed the row last. */
    public long epoch() {
      return epoch;
    }

    /** The one before; 0 when there was no row. */
    public long beforeEpoch() {
      return beforeEpoch;
    }

    /** Whether the row as of {@code atEpoch} can be told. */
    public boolean knows(long atEpoch) {
      return beforeEpoch <= atEpoch;
    }

    /** Where the row as of {@code atEpoch}, which is known, begins. */
    public int offset(long atEpoch) {
      return epoch <= atEpoch ? valueOffset : beforeOffset;
    }

    /** How long it is; 0 when there was no row. */
    public int length(long atEpoch) {
      return epoch <= atEpoch ? end - valueOffset : valueOffset - beforeOffset;
    }
  }
}
