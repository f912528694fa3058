package io.tallystick.testkit.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowLayout.CorruptRowException;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target for the value of a stored row: the reader takes exactly what a second reader takes
 * that follows the description with numbers of any size, and reads the same; and what is written of
 * it reads back equal.
 */
public final class RollupRowFuzz {

  private static final int CHILDREN_MAX = 60;
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(127);

  private record Entry(
      int child, BigInteger count, BigInteger sum, BigInteger min, BigInteger max) {}

  private RollupRowFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    List<byte[]> seeds = Stream.of(
            row(1, 1, 0), row(2, 3, 0), row(60, 4, 9), row(7, 1, 4), row(3, 900, 2), new byte[0])
        .toList();
    return new FuzzTarget("rollup-row", seeds, RollupRowFuzz::accepts);
  }

  private static byte[] row(int children, int values, int scale) {
    SplittableRandom random = new SplittableRandom(children);
    Aggregate[] aggregates = new Aggregate[children];
    for (int child = 0; child < children; child++) {
      aggregates[child] = new Aggregate();
      for (int i = 0; i < values; i++) {
        aggregates[child].add(scale == 0 ? 1 : random.nextLong() >> 4, scale);
      }
    }
    return RollupRowLayout.value(aggregates);
  }

  private static boolean accepts(byte[] value) {
    List<Entry> expected = expected(value);
    List<Entry> read = new ArrayList<>();
    Aggregate[] children = new Aggregate[CHILDREN_MAX];
    for (int child = 0; child < CHILDREN_MAX; child++) {
      children[child] = new Aggregate();
    }
    try {
      RollupRowLayout.read(value, value.length, new Aggregate(), (child, aggregate) -> {
        read.add(entry(child, aggregate));
        children[child].merge(aggregate);
      });
    } catch (CorruptRowException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      assertThat(expected).isNull();
      return false;
    } catch (ArithmeticException e) {
      return false; // entries that are too large together
    }
    assertThat(read).isEqualTo(expected);
    byte[] written = RollupRowLayout.value(children);
    RollupRowLayout.read(
        written,
        written.length,
        new Aggregate(),
        (child, aggregate) -> assertThat(aggregate).isEqualTo(children[child]));
    return true;
  }

  private static Entry entry(int child, Aggregate aggregate) {
    return new Entry(
        child,
        BigInteger.valueOf(aggregate.count()),
        billionths(aggregate.sum()),
        billionths(aggregate.min()),
        billionths(aggregate.max()));
  }

  private static BigInteger billionths(BigDecimal number) {
    return number.movePointRight(Aggregate.SCALE).toBigIntegerExact();
  }

  /** What the description says; null when the value does not follow it. */
  private static @Nullable List<Entry> expected(byte[] value) {
    int[] at = {0};
    List<Entry> entries = new ArrayList<>();
    try {
      while (at[0] < value.length) {
        Entry entry = expectedEntry(value, at);
        if (entry == null) {
          return null;
        }
        entries.add(entry);
      }
      return entries;
    } catch (IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static @Nullable Entry expectedEntry(byte[] value, int[] at) {
    int child = value[at[0]++] & 0xff;
    int shape = value[at[0]++] & 0xff;
    BigInteger count = varint(value, at);
    if (child >= CHILDREN_MAX || count.signum() == 0 || count.bitLength() > 63) {
      return null;
    }
    BigInteger one = BigInteger.TEN.pow(9);
    if (shape == 0x80) {
      return new Entry(child, count, count.multiply(one), one, one);
    }
    int scale = shape & ~0x40;
    if (scale > 9) {
      return null;
    }
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = shape == scale ? 3 : 1; i > 0; i--) {
      BigInteger zigzag = varint(value, at);
      BigInteger half = zigzag.shiftRight(1);
      BigInteger number = zigzag.testBit(0) ? half.not() : half;
      if (number.bitLength() > (scale == 9 ? 127 : 63)) {
        return null;
      }
      numbers.add(number.multiply(BigInteger.TEN.pow(9 - scale)));
    }
    boolean single = numbers.size() == 1;
    return new Entry(
        child, count, numbers.get(0), numbers.get(single ? 0 : 1), numbers.get(single ? 0 : 2));
  }

  private static BigInteger varint(byte[] value, int[] at) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; ; i++) {
      byte b = value[at[0]++];
      number = number.or(BigInteger.valueOf(b & 0x7f).shiftLeft(7 * i));
      if (b >= 0 || i == 18) {
        // too long or too large is out of any range
        return b >= 0 ? number : LIMIT.shiftLeft(2);
      }
    }
  }
}
