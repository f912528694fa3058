package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.process.PartitionStateLayout;
import io.tallystick.testkit.rollup.SampleCommits;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of a partition's state never change, and damage is named. */
class PartitionStateLayoutTest {

  private static final String GOLDEN = "02" // version
      + "0000000000000007" // epoch
      + "0000000000000100" // offset
      + "0000000000000300" // counted
      + "0000000000000500" // duplicate
      + "0000000000000700" // dead-lettered
      + "000000000000000b" // of the canary: counted
      + "000000000000000d" // duplicate
      + "0000000000000011" // dead-lettered
      + "000000000007a127" // hour
      + "0000000000000080" // its first offset
      + "00".repeat(48) // its tally
      + "0000000000000085" // magnitude, high
      + "0000000000001700" // low
      + "0002" // dimensions
      + "0000000000000000" + "7fffffffffffffff" + "01" + "0007" + "7375626a656374"
      + "000000000000001d" + "000000000000001f" + "02" + "0007" + "7375626a656374" + "0007"
      + "636f756e747279"
      + "00000003" // length of the checkpoint
      + "010207";

  private static final PartitionState STATE = SampleCommits.state(3, 7, 256);

  @Test
  void bytesAreGolden() {
    assertThat(HexFormat.of().formatHex(PartitionStateLayout.value(STATE))).isEqualTo(GOLDEN);
    assertThat(PartitionStateLayout.state(3, HexFormat.of().parseHex(GOLDEN)))
        .usingRecursiveComparison()
        .isEqualTo(STATE);
  }

  @Test
  void theEpochIsReadFromTheFirstBytes() {
    byte[] whole = HexFormat.of().parseHex(GOLDEN);
    byte[] first = Arrays.copyOf(whole, PartitionStateLayout.EPOCH_END);
    assertThat(PartitionStateLayout.epoch(3, first, whole.length)).isEqualTo(STATE.epoch());
    assertThatThrownBy(
            () -> PartitionStateLayout.epoch(3, first, PartitionStateLayout.EPOCH_END - 1))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("partition 3");
    first[0]++;
    assertThatThrownBy(() -> PartitionStateLayout.epoch(3, first, whole.length))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("partition 3");
  }

  @Test
  void aCutValueIsNamed() {
    byte[] cut = HexFormat.of().parseHex(GOLDEN.substring(0, GOLDEN.length() - 2));
    assertThatThrownBy(() -> PartitionStateLayout.state(3, cut))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("partition 3");
  }
}
