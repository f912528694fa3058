package io.tallystick.core.rollup;

import io.tallystick.core.rollup.RollupRowLayout.CorruptRowException;
import io.tallystick.core.rollup.RollupRowLayout.EntryReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds what was counted since to the value of a row that holds everything so far: absolute row +
 * delta = absolute row, one entry a window. Reusable, single-threaded.
 */
public final class RowMerge {

  /*
   * Both values have one entry a window, in ascending order, as RollupRowWriter and this class
   * write them. So this is a merge of two sorted lists, in which the bytes of a window that only
   * one of them has are copied without being understood: of the sixty minutes in a row one or two
   * change. A value that is not in that order (rows that commits appended to) is folded first.
   */

  private final Aggregate left = new Aggregate();
  private final Aggregate right = new Aggregate();
  private final RowFold fold = new RowFold();
  private byte[] target = new byte[1024];

  /**
   * The absolute value after {@code delta}.
   *
   * @param absolute the value so far; null when there is no row yet
   * @param delta what {@link RollupRowWriter} has written of the row since
   * @throws CorruptRowException when one of them is no row
   * @throws ArithmeticException when a sum would overflow
   */
  public byte[] merge(byte @Nullable [] absolute, byte[] delta, int deltaLength) {
    byte[] before = absolute == null ? new byte[0] : absolute;
    int length = tryMerge(before, delta, deltaLength);
    if (length >= 0) {
      return Arrays.copyOf(target, length);
    }
    fold.clear();
    RollupRowLayout.read(before, before.length, left, fold);
    RollupRowLayout.read(delta, deltaLength, left, fold);
    return fold.toByteArray();
  }

  /** Returns the length of what stands in {@link #target}; -1 when an input is not in order. */
  private int tryMerge(byte[] before, byte[] delta, int deltaLength) {
    int lengthMax = before.length + deltaLength + 2 * RollupRowLayout.ENTRY_BYTES_MAX;
    if (target.length < lengthMax) {
      target = new byte[lengthMax * 2];
    }
    EntryReader old = new EntryReader(before, before.length);
    EntryReader added = new EntryReader(delta, deltaLength);
    int oldBegin = 0;
    boolean hasOld = old.next(left);
    boolean hasAdded = added.next(right);
    int addedBegin = 0;
    int last = -1;
    int length = 0;
    while (hasOld || hasAdded) {
      int child = !hasAdded || hasOld && old.child() <= added.child() ? old.child() : added.child();
      if (child <= last) {
        return -1;
      }
      last = child;
      boolean takesOld = hasOld && old.child() == child;
      boolean takesAdded = hasAdded && added.child() == child;
      if (length + 2 * RollupRowLayout.ENTRY_BYTES_MAX > target.length) {
        target = Arrays.copyOf(target, target.length * 2);
      }
      if (takesOld && takesAdded) {
        left.merge(right);
        length = RollupRowLayout.putEntry(target, length, child, left);
      } else if (takesOld) {
        length = copy(before, oldBegin, old.position(), length);
      } else {
        length = copy(delta, addedBegin, added.position(), length);
      }
      if (takesOld) {
        oldBegin = old.position();
        hasOld = old.next(left);
      }
      if (takesAdded) {
        addedBegin = added.position();
        hasAdded = added.next(right);
      }
    }
    return length;
  }

  private int copy(byte[] source, int begin, int end, int at) {
    System.arraycopy(source, begin, target, at, end - begin);
    return at + end - begin;
  }
}
