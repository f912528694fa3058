package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: a checkpoint comes back from its bytes, its bytes do not change, nonsense is refused. */
class DeduplicationCheckpointTest {

  private static final DeduplicationCheckpoint CHECKPOINT =
      new DeduplicationCheckpoint(7, 1_234_567_890_123L, 12, List.of(3L, 11L));

  /** Version, sequence, replayFromOffset, nextRun, count, runs. */
  private static final String GOLDEN = "01000000" + "0700000000000000" + "cb04fb711f010000"
      + "0c00000000000000" + "02000000" + "0300000000000000" + "0b00000000000000";

  @Test
  void bytesAreTheGoldenOnes() {
    assertThat(HexFormat.of().formatHex(CHECKPOINT.toByteArray())).isEqualTo(GOLDEN);
    assertThat(DeduplicationCheckpoint.of(HexFormat.of().parseHex(GOLDEN))).isEqualTo(CHECKPOINT);
    assertThat(DeduplicationCheckpoint.of(DeduplicationCheckpoint.EMPTY.toByteArray()))
        .isEqualTo(DeduplicationCheckpoint.EMPTY);
  }

  @Test
  void otherBytesAreRefused() {
    byte[] good = CHECKPOINT.toByteArray();
    for (int length = 0; length < good.length; length++) {
      byte[] truncated = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> DeduplicationCheckpoint.of(truncated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
    }
    good[0] = 2;
    assertThatThrownBy(() -> DeduplicationCheckpoint.of(good))
        .hasMessage("checkpoint version: 2 (expected: 1)");
  }

  @Test
  void impossibleCheckpointsAreRefused() {
    assertThatThrownBy(() -> new DeduplicationCheckpoint(0, 0, 3, List.of(3L)))
        .hasMessage("runs: [3] (expected: ascending, each in 0..2)");
    assertThatThrownBy(() -> new DeduplicationCheckpoint(0, 0, 3, List.of(2L, 1L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DeduplicationCheckpoint(0, -1, 0, List.of()))
        .hasMessage("replayFromOffset: -1 (expected: >= 0)");
  }
}
