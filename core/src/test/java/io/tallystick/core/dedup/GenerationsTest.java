package io.tallystick.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Goal: an id lives for the window and at most about one generation more, whatever the window. */
class GenerationsTest {

  @Property
  void rememberedForTheWindowAndAboutOneGenerationMore(
      @ForAll @LongRange(min = 1, max = 366L * 24 * 60 * 60_000) long windowMillis,
      @ForAll @LongRange(max = 1L << 45) long seen) {
    Generations generations = Generations.ofWindow(windowMillis);
    assertThat(generations.ageMax()).isBetween(1, Generations.PER_WINDOW);
    assertThat(live(generations, seen, seen + windowMillis)).isTrue();
    assertThat(live(generations, seen, seen + windowMillis + 2 * generations.millis()))
        .isFalse();
    if (windowMillis % Generations.PER_WINDOW == 0) {
      assertThat(live(generations, seen, seen + windowMillis + generations.millis()))
          .isFalse();
    }
  }

  private static boolean live(Generations generations, long seen, long now) {
    return generations.at(now) - generations.at(seen) <= generations.ageMax();
  }

  @Property
  void codesTellTheAge(
      @ForAll @LongRange(min = 300, max = 1L << 50) long now,
      @ForAll @IntRange(max = 254) int age) {
    assertThat(Generations.code(now)).isBetween(1, 255);
    assertThat(Generations.age(Generations.code(now), Generations.code(now - age)))
        .isEqualTo(age);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new DeduplicationSettings(0, 1 << 20))
        .hasMessageContaining("windowMillis: 0 (expected: 1..");
    assertThatThrownBy(() -> new DeduplicationSettings(1, 1))
        .hasMessageContaining("memoryBytesMax: 1 (expected: >= 4096)");
  }
}
