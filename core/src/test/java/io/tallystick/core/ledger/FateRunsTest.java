package io.tallystick.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: runs say the fates that were added, in bytes that never change. */
class FateRunsTest {

  private static final Fate[] DECIDED = {Fate.COUNTED, Fate.DUPLICATE, Fate.DEAD_LETTERED};

  @Property(tries = 200)
  void runsAreTheListOfFates(@ForAll long seed) {
    Random random = new Random(seed);
    List<Fate> expected = new ArrayList<>();
    FateRuns runs = new FateRuns();
    int parts = random.nextInt(200);
    for (int part = 0; part < parts; part++) {
      Fate fate = DECIDED[random.nextInt(3)];
      int length = random.nextInt(4) == 0 ? random.nextInt(3000) : 1 + random.nextInt(3);
      for (int i = 0; i < length; i++) {
        runs.add(fate);
        expected.add(fate);
      }
      if (random.nextInt(10) == 0) {
        assertThat(read(runs.toByteArray())).isEqualTo(expected);
      }
    }
    assertThat(read(runs.toByteArray())).isEqualTo(expected);
    assertThat(read(runs.toByteArray())).as("asked again").isEqualTo(expected);
  }

  private static List<Fate> read(byte[] bytes) {
    List<Fate> fates = new ArrayList<>();
    Fate[] last = new Fate[1];
    FateRuns.read(bytes, 0, bytes.length, (fate, length) -> {
      assertThat(fate).as("neighbours differ").isNotEqualTo(last[0]);
      last[0] = fate;
      for (long i = 0; i < length; i++) {
        fates.add(fate);
      }
    });
    return fates;
  }

  @Test
  void bytesAreGolden() {
    FateRuns runs = new FateRuns();
    assertThat(runs.toByteArray()).isEmpty();
    for (int i = 0; i < 100_000; i++) {
      runs.add(Fate.COUNTED);
    }
    runs.add(Fate.DUPLICATE);
    runs.add(Fate.DEAD_LETTERED);
    runs.add(Fate.DEAD_LETTERED);
    // 100000 << 2 = 0x61a80; 1 << 2 | 1; 2 << 2 | 2
    assertThat(HexFormat.of().formatHex(runs.toByteArray())).isEqualTo("80b518" + "05" + "0a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "01", "0500", "ffffffffffffffffffff01"})
  void brokenBytesAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> FateRuns.read(bytes, 0, bytes.length, (fate, length) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("fates: ");
  }
}
