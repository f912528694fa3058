package io.tallystick.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of rows never change, and damaged bytes are an error and not a number. */
class RollupRowLayoutTest {

  @Test
  void bytesAreThoseOfTheGoldenFile() throws IOException {
    List<String> lines = new ArrayList<>();
    SeriesKey series =
        SeriesKey.of("view", new Dimension(List.of("subject", "country")), List.of("A", "ü"));
    lines.add(hex(RollupRowLayout.key(Level.MINUTE, 29_000_040, series.toByteArray(), 258)));
    lines.add(hex(RollupRowLayout.key(Level.DAY, -1_035_593_280, series.toByteArray(), 0)));
    lines.add("ones " + entry(59, 1, 0, 1, 0, 1, 0));
    lines.add("single " + entry(0, -25, 1));
    lines.add("three " + entry(7, 5, 0, 125, 2, -1, 9));
    Aggregate huge = new Aggregate();
    huge.merge(3, 1L << 40, 5, -(1L << 40), 6, 1L << 41, 7);
    lines.add("huge " + entry(1, huge));

    try (InputStream golden = getClass().getResourceAsStream("/golden/rollup-rows-v1.txt")) {
      assertThat(String.join("\n", lines))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  @Test
  void damagedBytesAreAnErrorOrAnotherEntryButNeverAnotherException() {
    Random random = new Random(42);
    Aggregate aggregate = new Aggregate();
    aggregate.add(125, 2);
    aggregate.add(-7, 9);
    byte[] value = RollupRowLayout.value(new Aggregate[] {aggregate, aggregate});
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = value.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      int length = random.nextInt(damaged.length + 1);
      try {
        RollupRowLayout.read(damaged, length, new Aggregate(), (child, a) -> a.sum());
      } catch (RollupRowLayout.CorruptRowException | ArithmeticException expected) {
        assertThat(expected.getMessage()).contains("expected");
      }
    }
  }

  @Test
  void anEntryThatEndsEarlyIsNamed() {
    assertThatThrownBy(() ->
            RollupRowLayout.read(new byte[] {1, 0}, 2, new Aggregate(), (child, a) -> a.sum()))
        .isInstanceOf(RollupRowLayout.CorruptRowException.class)
        .hasMessageContaining("ends early");
  }

  /** An entry of the given (unscaled, scale) pairs. */
  private static String entry(int child, long... values) {
    Aggregate aggregate = new Aggregate();
    for (int i = 0; i < values.length; i += 2) {
      aggregate.add(values[i], (int) values[i + 1]);
    }
    return entry(child, aggregate);
  }

  private static String entry(int child, Aggregate aggregate) {
    byte[] bytes = new byte[RollupRowLayout.ENTRY_BYTES_MAX];
    int length = RollupRowLayout.putEntry(bytes, 0, child, aggregate);
    Aggregate read = new Aggregate();
    RollupRowLayout.read(bytes, length, new Aggregate(), (c, a) -> read.merge(a));
    assertThat(read).isEqualTo(aggregate);
    return hex(java.util.Arrays.copyOf(bytes, length));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
