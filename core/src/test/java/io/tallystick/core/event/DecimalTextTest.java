package io.tallystick.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a decimal text is read exactly or refused, never rounded. Method: {@link BigDecimal} is the
 * authority on generated texts; borders and broken texts are listed.
 */
class DecimalTextTest {

  private final EventDraft draft = new EventDraft();

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "-0, 0, 0",
    "0e999999999, 0, 0",
    "0.000000000000000000000000000, 0, 0",
    "1, 1, 0",
    "-0.5, -5, 1",
    "1e3, 1000, 0",
    "12.340, 1234, 2",
    "1E-2, 1, 2",
    "1.00000000000000000000000000, 1, 0",
    "1000000e-6, 1, 0",
    "0.000000000001e12, 1, 0",
    "999999999999999999, 999999999999999999, 0",
    "-999999999.999999999, -999999999999999999, 9",
    "1e17, 100000000000000000, 0",
    "0.000000001, 1, 9",
    "100e-0000000000000000000000000000011, 1, 9",
  })
  void readsExactly(String text, long unscaled, int scale) {
    assertThat(parse(text)).isNull();
    assertThat(draft.valueUnscaled()).isEqualTo(unscaled);
    assertThat(draft.valueScale()).isEqualTo(scale);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        ".5",
        "5.",
        "-.5",
        "007",
        "-01",
        "1e",
        "1e+",
        "1.e3",
        "1.2.3",
        "1e1.5",
        "1e5x",
        "1x",
        "0x10",
        " 1",
        "1 ",
        "NaN",
        "Infinity",
        "1,5",
        "--1",
        "1e--1",
        "e5",
        "١",
      })
  void refusesWhatIsNoNumber(String text) {
    assertThat(parse(text))
        .isEqualTo(Refusal.of(
            ErrorCode.INVALID_VALUE, "value", text, "a decimal number such as 12.5, -3 or 1e3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e18",
        "1e40",
        "1000000000000000000",
        "9999999999999999999999999",
        "0.0000000001",
        "1.0000000001",
        "10000000000.000000001",
        "1e999999999",
        "1e-999999999",
        "-1e99999999999999999999999999999999999",
        "1e-99999999999999999999999999999999999",
      })
  void refusesWhatCannotBeCountedExactly(String text) {
    Refusal refusal = parse(text);
    assertThat(refusal)
        .isEqualTo(new Refusal(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "value: " + text
                + " (expected: at most 18 significant digits, at most 9 after the point)"));
  }

  @Property
  void agreesWithBigDecimal(@ForAll("numbers") String text) {
    BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
    exact = exact.scale() < 0 ? exact.setScale(0) : exact;
    boolean counted = exact.precision() <= 18 && exact.scale() <= 9;
    Refusal refusal = parse(text);
    assertThat(refusal == null).as("%s accepted", text).isEqualTo(counted);
    if (counted) {
      assertThat(BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale())).isEqualTo(exact);
    }
  }

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> digits =
        Arbitraries.strings().withChars("00012589").ofMinLength(1).ofMaxLength(22);
    Arbitrary<String> whole = digits.map(text -> text.replaceFirst("^0+(?=.)", ""));
    Arbitrary<String> fraction = digits.map(text -> "." + text).injectNull(0.4);
    Arbitrary<String> exponent = Combinators.combine(
            Arbitraries.of("e", "E", "e+", "e-", "E-"), Arbitraries.integers().between(0, 45))
        .as((sign, number) -> sign + number)
        .injectNull(0.5);
    return Combinators.combine(Arbitraries.of("", "-"), whole, fraction, exponent)
        .as((sign, before, after, power) ->
            sign + before + (after == null ? "" : after) + (power == null ? "" : power));
  }

  @Property
  void neverThrows(@ForAll("almostNumbers") String text) {
    Refusal refusal = parse(text);
    if (refusal == null) {
      // what is accepted is a number to the authority as well
      BigDecimal exact = new BigDecimal(text);
      assertThat(BigDecimal.valueOf(draft.valueUnscaled(), draft.valueScale()))
          .isEqualByComparingTo(exact);
    }
  }

  @Provide
  Arbitrary<String> almostNumbers() {
    return Arbitraries.strings().withChars("01259.eE+- ").ofMaxLength(14);
  }

  @Property
  void formatsWhatItReads(
      @ForAll @LongRange(min = -999_999_999_999_999_999L, max = 999_999_999_999_999_999L)
          long unscaled,
      @ForAll @IntRange(max = 9) int scale) {
    String text = DecimalText.format(unscaled, scale);
    assertThat(text).isEqualTo(BigDecimal.valueOf(unscaled, scale).toPlainString());

    assertThat(parse(text)).isNull();
    EventDraft set = new EventDraft();
    assertThat(DecimalText.set(unscaled, scale, set)).isNull();
    assertThat(draft.valueUnscaled()).isEqualTo(set.valueUnscaled());
    assertThat(draft.valueScale()).isEqualTo(set.valueScale());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10, 1 / 10^10",
    "1, -1, 1 / 10^4294967295",
    "1000000000000000000, 0, 1000000000000000000 / 10^0",
    "-9223372036854775808, 9, -9223372036854775808 / 10^9",
  })
  void refusesToSetWhatCannotBeCountedExactly(long unscaled, int scale, String shown) {
    assertThat(DecimalText.set(unscaled, scale, draft))
        .isEqualTo(Refusal.of(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "value",
            shown,
            "at most 18 significant digits, at most 9 after the point"));
  }

  private @Nullable Refusal parse(String text) {
    draft.clear();
    byte[] bytes = ("9" + text + "9").getBytes(UTF_8);
    return DecimalText.parse(bytes, 1, bytes.length - 2, draft);
  }
}
