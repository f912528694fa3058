package io.tallystick.flink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;

/** Goal: what a checkpoint has of the archive today can be read by every later version. */
final class StretchLayoutTest {

  private static final Stretch STRETCH = new Stretch(
      3,
      1_000,
      2,
      1_795_341_600_000L,
      1_795_341_600_300L,
      List.of(new Stretch.Run(1, 7, 9), new Stretch.Run(4, 0, 1)),
      new byte[] {0, (byte) 0xac, 2},
      new byte[] {8});
  private static final String GOLDEN = "01" + "00000003" + "00000000000003e8" + "00000002"
      + "000001a202b2c500" + "000001a202b2c62c" + "00000002" + "00000001" + "0000000000000007"
      + "0000000000000009" + "00000004" + "0000000000000000" + "0000000000000001" + "00000003"
      + "00ac02" + "00000001" + "08";

  @Test
  void hasTheGoldenForm() {
    assertThat(HexFormat.of().formatHex(StretchLayout.write(STRETCH))).isEqualTo(GOLDEN);
    Stretch read = StretchLayout.read(HexFormat.of().parseHex(GOLDEN));
    assertThat(read).usingRecursiveComparison().isEqualTo(STRETCH);
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = StretchLayout.write(STRETCH);
    bytes[0] = 2;
    assertThatThrownBy(() -> StretchLayout.read(bytes))
        .hasMessageContaining("version 2 (expected: 1");
  }

  @Test
  void joinsRunsOfATopicPartitionAndKeepsTheTimeBetween() {
    Stretch next = new Stretch(
        3,
        1_002,
        1,
        1_795_341_601_000L,
        1_795_341_601_000L,
        List.of(new Stretch.Run(4, 5, 6)),
        new byte[] {0},
        new byte[] {5});
    Stretch both = STRETCH.plus(next);
    assertThat(both.runs()).containsExactly(new Stretch.Run(1, 7, 9), new Stretch.Run(4, 0, 6));
    PrimitiveIterator.OfLong arrivals = both.arrivalGaps();
    assertThat(List.of(arrivals.next(), arrivals.next(), arrivals.next()))
        .containsExactly(0L, 300L, 700L);
    assertThat(arrivals.hasNext()).isFalse();
    assertThat(both.fates()).containsExactly(8, 5);
    assertThat(both.end()).isEqualTo(1_003);
  }
}
