package io.tallystick.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a time is the instant that its text says, or no time. Method: {@code java.time} is the
 * authority on generated and on mutated texts; what it treats otherwise is listed.
 */
class TimeTextTest {

  /** RFC 3339 as far as {@code java.time} can say it: no leap second, upper case. */
  private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
      .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
      .optionalStart()
      .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 1, 9, true)
      .optionalEnd()
      .appendOffset("+HH:MM", "Z")
      .toFormatter(java.util.Locale.ROOT)
      .withResolverStyle(ResolverStyle.STRICT);

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "1970-01-01t00:00:00z, 1970-01-01T00:00:00Z",
    "2026-11-22T10:15:30.123456789012345Z, 2026-11-22T10:15:30.123Z",
    "2026-11-22T10:15:30.9999Z, 2026-11-22T10:15:30.999Z",
    "1969-12-31T23:59:59.0009Z, 1969-12-31T23:59:59Z",
    "2026-11-22T10:15:30.5+05:30, 2026-11-22T04:45:30.5Z",
    "2026-11-22T10:15:30-00:00, 2026-11-22T10:15:30Z",
    "2026-11-22T10:15:30+23:59, 2026-11-21T10:16:30Z",
    "2026-11-22T10:15:30-23:59, 2026-11-23T10:14:30Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+01:00, -0001-12-31T23:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
  })
  void readsRfc3339(String text, Instant expected) {
    assertThat(rfc3339(text)).isEqualTo(expected.toEpochMilli());
    assertThat(parse(text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59.999Z",
    "2016-12-31T23:59:60.999Z, 2016-12-31T23:59:59.999Z",
    "2016-12-31T15:59:60-08:00, 2016-12-31T23:59:59.999Z",
    "2017-01-01T05:29:60+05:30, 2016-12-31T23:59:59.999Z",
    "1960-06-30T23:59:60Z, 1960-06-30T23:59:59.999Z",
  })
  void countsALeapSecondInItsDay(String text, Instant expected) {
    assertThat(rfc3339(text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-22",
        "2026-11-22T10:15Z",
        "2026-11-22T10:15:30",
        "2026-11-22 10:15:30Z",
        "2026-11-22T10:15:30 Z",
        "2026-11-22T10:15:30.Z",
        "2026-11-22T10:15:30,5Z",
        "2026-11-22T10:15:30.5",
        "2026-11-22T10:15:30+0530",
        "2026-11-22T10:15:30+05",
        "2026-11-22T10:15:30+24:00",
        "2026-11-22T10:15:30+05:60",
        "2026-11-22T10:15:30Zulu",
        "2026-11-22T10:15:60Z",
        "2026-11-22T23:59:60+01:00",
        "2026-11-22T23:59:61Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:60:00Z",
        "2026-00-22T10:15:30Z",
        "2026-13-22T10:15:30Z",
        "2026-11-00T10:15:30Z",
        "2026-11-31T10:15:30Z",
        "2026-02-29T10:15:30Z",
        "2100-02-29T10:15:30Z",
        "2026-02-30T10:15:30Z",
        "-026-11-22T10:15:30Z",
        "+2026-11-22T10:15:30Z",
        "12026-11-22T10:15:30Z",
        "2O26-11-22T10:15:30Z",
        "2026-1é-22T10:15:30Z",
        "2026-11-22T10:15:30.１Z",
        "Sun, 22 Nov 2026 10:15:30 GMT",
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(rfc3339(text)).isEqualTo(TimeText.NONE);
    assertThat(parse(text)).isEqualTo(TimeText.NONE);
  }

  @Property
  void agreesWithJavaTime(@ForAll("times") String text) {
    assertThat(rfc3339(text)).as(text).isEqualTo(authority(text));
  }

  @Property
  void agreesWithJavaTimeOnMutatedTexts(
      @ForAll("times") String text, @ForAll("places") int place, @ForAll("bytes") char written) {
    StringBuilder mutated = new StringBuilder(text);
    mutated.setCharAt(place % text.length(), written);
    assertThat(rfc3339(mutated.toString()))
        .as("%s", mutated)
        .isEqualTo(authority(mutated.toString()));
  }

  @Provide
  Arbitrary<String> times() {
    Arbitrary<LocalDateTime> local = Arbitraries.longs()
        .between(-62_167_219_200L, 253_402_300_799L)
        .map(second -> LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
    Arbitrary<String> fraction = Arbitraries.strings()
        .numeric()
        .ofMinLength(1)
        .ofMaxLength(9)
        .map(digits -> "." + digits)
        .injectNull(0.3);
    // java.time ends at 18 hours, RFC 3339 at 23:59
    Arbitrary<String> zone = Arbitraries.integers()
        .between(-18 * 60, 18 * 60)
        .map(minutes -> minutes == 0
            ? "Z"
            : String.format(
                "%s%02d:%02d",
                minutes < 0 ? "-" : "+", Math.abs(minutes) / 60, Math.abs(minutes) % 60));
    return Combinators.combine(local, fraction, zone)
        .as((time, part, offset) ->
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").format(time)
                + (part == null ? "" : part)
                + offset);
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 40);
  }

  @Provide
  Arbitrary<Character> bytes() {
    return Arbitraries.chars().with("0123456789 .,:/+-TZ");
  }

  private static long authority(String text) {
    try {
      return OffsetDateTime.parse(text, RFC_3339).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      boolean known = text.matches(".*:60(\\.\\d+)?[+-Z].*") // leap second
          || text.matches(".*[+-](18:[0-5][1-9]|18:[1-5]0|19:[0-5]\\d|2[0-3]:[0-5]\\d)");
      return known ? rfc3339(text) : TimeText.NONE;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "1795342530123, 1795342530123",
    "999999999999999999, 999999999999999999",
    "-999999999999999999, -999999999999999999",
  })
  void readsEpochMillis(String text, long millis) {
    assertThat(epochMillis(text)).isEqualTo(millis);
    assertThat(parse(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+1", "01", "-01", "1.5", "1e3", "1 ", " 1", "0x1", "1000000000000000000"
      })
  void refusesWhatIsNoWholeNumber(String text) {
    assertThat(epochMillis(text)).isEqualTo(TimeText.NONE);
    assertThat(parse(text)).isEqualTo(TimeText.NONE);
  }

  private static long rfc3339(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(UTF_8);
    return TimeText.parseRfc3339(bytes, 1, bytes.length - 2);
  }

  private static long epochMillis(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(UTF_8);
    return TimeText.parseEpochMillis(bytes, 1, bytes.length - 2);
  }

  private static long parse(String text) {
    byte[] bytes = ("9" + text + "9").getBytes(UTF_8);
    return TimeText.parse(bytes, 1, bytes.length - 2);
  }
}
