package io.tallystick.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what is printed can be read again, and what is not a value is not taken for one. */
class KindTest {

  @ParameterizedTest
  @CsvSource({"0,0", "500ms,500", "30s,30000", "10m,600000", "24h,86400000", "7d,604800000"})
  void durations(String text, long millis) {
    assertThat(DurationText.parse(text)).contains(Duration.ofMillis(millis));
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "-1s", "1.5h", "10 minutes", "m", "1h30m", "9999999999999d"})
  void notDurations(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "512,512", "16KiB,16384", "64MiB,67108864", "2GiB,2147483648"})
  void sizes(String text, long bytes) {
    assertThat(SizeText.parse(text)).contains(bytes);
    assertThat(SizeText.format(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64MB", "1k", "-1", "1.5GiB", "MiB", "99999999999GiB"})
  void notSizes(String text) {
    assertThat(SizeText.parse(text)).isEmpty();
  }

  @Property
  void everyDurationCanBeReadAgain(
      @ForAll @LongRange(min = 0, max = 999_999_999_999L) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(DurationText.parse(DurationText.format(duration))).contains(duration);
  }

  @Property
  void everySizeCanBeReadAgain(@ForAll @LongRange(min = 0, max = 1L << 50) long bytes) {
    assertThat(SizeText.parse(SizeText.format(bytes))).contains(bytes);
  }

  @Test
  void everyDefaultIsWrittenAsItIsPrinted() {
    for (Key<?> key : Keys.ALL) {
      assertThat(printedDefault(key)).as(key.name()).isEqualTo(key.defaultText());
    }
  }

  private static <T> String printedDefault(Key<T> key) {
    return key.kind().format(key.defaultValue());
  }
}
