package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.rollup.RollupStore.PartitionState;
import io.tallystick.embedded.rocks.StoreException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of a partition's state never change, and damage is named. */
class PartitionStateLayoutTest {

  private static final String GOLDEN = "01" // version
      + "0000000000000007" // epoch
      + "0000000000000100" // offset
      + "00000000000000f0" // counted
      + "000000000000000e" // duplicate
      + "0000000000000002" // dead-lettered
      + "00000002" // length of the checkpoint
      + "abcd";

  private static final PartitionState STATE =
      new PartitionState(3, 7, 256, 240, 14, 2, new byte[] {(byte) 0xab, (byte) 0xcd});

  @Test
  void bytesAreGolden() {
    assertThat(HexFormat.of().formatHex(PartitionStateLayout.value(STATE))).isEqualTo(GOLDEN);
    assertThat(PartitionStateLayout.state(3, HexFormat.of().parseHex(GOLDEN)))
        .usingRecursiveComparison()
        .isEqualTo(STATE);
  }

  @Test
  void aCutValueIsNamed() {
    byte[] cut = HexFormat.of().parseHex(GOLDEN.substring(0, GOLDEN.length() - 2));
    assertThatThrownBy(() -> PartitionStateLayout.state(3, cut))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("partition 3");
  }
}
