package io.tallystick.core.publish;

/**
 * Rollup rows of one bucket that one epoch has changed, each with its value and the value before.
 * Immutable; rows are bytes, see {@link BucketRowsLayout}.
 */
public final class BucketRows {

  /** Takes one row; {@code bytes} is shared and must not be changed. */
  public interface RowVisitor {
    /**
     * @param keyOffset where the key begins: a key of {@link
     *     io.tallystick.core.rollup.RollupRowLayout} without its partition
     * @param versionsOffset where the value and the one before begin, see {@link RowVersionsLayout}
     */
    void row(byte[] bytes, int keyOffset, int keyLength, int versionsOffset, int versionsLength);
  }

  private final byte[] bytes;
  private final int bucket;
  private final long epoch;
  private final boolean last;
  private final int count;

  BucketRows(byte[] bytes, int bucket, long epoch, boolean last, int count) {
    this.bytes = bytes;
    this.bucket = bucket;
    this.epoch = epoch;
    this.last = last;
    this.count = count;
  }

  /** The bucket that rows of a series with this hash belong to. */
  public static int bucket(int seriesHash, int buckets) {
    return Math.floorMod(seriesHash, buckets);
  }

  public int bucket() {
    return bucket;
  }

  public long epoch() {
    return epoch;
  }

  /** Whether the bucket has no further parts in this epoch. */
  public boolean last() {
    return last;
  }

  /** How many rows there are. */
  public int count() {
    return count;
  }

  /** The bytes as they are kept; not a copy. */
  public byte[] toByteArray() {
    return bytes;
  }

  /**
   * What {@link #toByteArray} has returned.
   *
   * @throws io.tallystick.core.ledger.CorruptRecordException when the bytes are something else
   */
  public static BucketRows of(byte[] bytes) {
    return BucketRowsLayout.read(bytes);
  }

  /** Visits all rows in the order in which they were added. */
  public void forEach(RowVisitor visitor) {
    BucketRowsLayout.visit(bytes, count, visitor);
  }

  /**
   * Collects rows, each at most once. Neighbours that differ in their series alone are written
   * together, so add them in the order of their keys. Single-threaded.
   */
  public static final class Builder {

    private final int bucket;
    private final long epoch;
    private final BucketRowsLayout.Writer writer = new BucketRowsLayout.Writer();

    public Builder(int bucket, long epoch) {
      this.bucket = bucket;
      this.epoch = epoch;
    }

    /**
     * Adds one row; all arrays are copied.
     *
     * @param key of {@link io.tallystick.core.rollup.RollupRowLayout}, without its partition
     * @param value after this epoch, one entry a window
     * @param beforeEpoch the epoch that changed the row last before this one; 0: there was no row
     * @param before its value then; empty when there was none
     */
    public void add(
        byte[] key,
        int keyLength,
        byte[] value,
        int valueLength,
        long beforeEpoch,
        byte[] before,
        int beforeLength) {
      if (beforeEpoch < 0 || beforeEpoch >= epoch || (beforeEpoch == 0) != (beforeLength == 0)) {
        throw new IllegalArgumentException("before: epoch " + beforeEpoch + ", " + beforeLength
            + " bytes (expected: an epoch before " + epoch + " and its value, or 0 and none)");
      }
      writer.add(key, keyLength, value, valueLength, epoch, beforeEpoch, before, beforeLength);
    }

    /** How many rows were added. */
    public int count() {
      return writer.count();
    }

    /** How many bytes they take. */
    public int bytes() {
      return writer.size();
    }

    /**
     * The rows that were added.
     *
     * @param last whether the bucket has no further parts in this epoch
     */
    public BucketRows build(boolean last) {
      return new BucketRows(
          writer.finish(bucket, epoch, last), bucket, epoch, last, writer.count());
    }
  }
}
