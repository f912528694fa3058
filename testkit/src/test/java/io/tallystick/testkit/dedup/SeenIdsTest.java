package io.tallystick.testkit.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.dedup.SeenIds;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Goal: an index that is built from what another one has written down answers as that one does, for
 * as long as identities are remembered.
 *
 * <p>Method: random ids over several windows; now and then a second index takes the place of the
 * first, with nothing but the chunks that are not forgotten. One golden chunk.
 */
final class SeenIdsTest {

  private static final long WINDOW_MILLIS = 60_000;

  @Property(tries = 100)
  void chunksGiveTheSameIndexAgain(@ForAll long seed) {
    Random random = new Random(seed);
    long memory = random.nextBoolean() ? 4096 : 1 << 20;
    DeduplicationIndex original = index(memory);
    DeduplicationIndex restored = index(memory);
    SeenIds seen = new SeenIds();
    restored.recordTo(seen);
    List<byte[]> chunks = new ArrayList<>();
    List<Long> latest = new ArrayList<>();
    long now = 1_000_000;
    for (int batch = 0; batch < 300; batch++) {
      now += random.nextInt(2_000);
      original.beginBatch(now, batch * 50L);
      restored.beginBatch(now, batch * 50L);
      for (int i = random.nextInt(50); i >= 0; i--) {
        long id = random.nextInt(2_000);
        long high = id * 0x9E3779B97F4A7C15L;
        long low = Long.reverse(high) * 31;
        assertThat(restored.firstSeen(high, low)).isEqualTo(original.firstSeen(high, low));
      }
      if (random.nextInt(10) == 0) {
        latest.add(seen.latestArrivalMillis());
        chunks.add(seen.drain());
        while (restored.isForgotten(latest.get(0))) {
          latest.remove(0);
          chunks.remove(0);
        }
      }
      if (random.nextInt(40) == 0 && !seen.isEmpty()) {
        latest.add(seen.latestArrivalMillis());
        chunks.add(seen.drain());
        restored = index(memory);
        for (int i = 0; i < chunks.size(); i++) {
          assertThat(restored.remember(chunks.get(i))).isEqualTo(latest.get(i));
        }
        restored.recordTo(seen);
      }
    }
  }

  private static DeduplicationIndex index(long memory) {
    return DeduplicationIndex.restore(
        new DeduplicationSettings(WINDOW_MILLIS, memory),
        new StrictRunStore(),
        DeduplicationCheckpoint.EMPTY);
  }

  @Test
  void theBytesAreGolden() {
    SeenIds seen = new SeenIds();
    DeduplicationIndex index = index(4096);
    index.recordTo(seen);
    index.beginBatch(1_000, 0);
    index.firstSeen(0x1234560000000000L, 0x0102030405060708L);
    index.beginBatch(1_999, 1);
    index.firstSeen(0xabcdef0000000000L, -1);
    index.beginBatch(2_000, 2);
    index.firstSeen(0, 0);

    assertThat(HexFormat.of().formatHex(seen.drain()))
        .isEqualTo("01" + "00000000000007cf" + "00000002" + "0102030405060708" + "123456"
            + "ffffffffffffffff" + "abcdef" + "00000000000007d0" + "00000001" + "0000000000000000"
            + "000000");
    assertThat(seen.isEmpty()).isTrue();
    assertThat(seen.drain()).isEmpty();
  }

  @Test
  void otherBytesAreRefused() {
    for (String hex :
        List.of("02", "0100", "0100000000000007cf00000002" + "0102030405060708123456")) {
      assertThatThrownBy(() -> index(4096).remember(HexFormat.of().parseHex(hex)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(expected: ");
    }
  }
}
