package io.tallystick.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Goal: bytes are taken for UTF-8 exactly when the decoder of the JDK takes them. */
class Utf8Test {

  @Property(tries = 5000)
  void agreesWithTheJdk(@ForAll("nearlyUtf8") byte[] bytes, @ForAll @IntRange(max = 9) int before) {
    byte[] framed = new byte[before + bytes.length + 1];
    Arrays.fill(framed, (byte) 0xff);
    System.arraycopy(bytes, 0, framed, before, bytes.length);

    boolean wellFormed = isWellFormed(bytes);
    assertThat(Utf8.isWellFormed(framed, before, bytes.length)).isEqualTo(wellFormed);
    assertThat(Utf8.isText(framed, before, bytes.length))
        .isEqualTo(wellFormed && !hasControls(bytes));
  }

  /** Every sequence of up to three bytes with a lead beyond ASCII, and the edges of four. */
  @Test
  void agreesWithTheJdkOnEverySequence() {
    for (int lead = 0x80; lead <= 0xff; lead++) {
      for (int second = 0x70; second <= 0xd0; second++) {
        for (int third : new int[] {'a', 0x7f, 0x80, 0xbf, 0xc0}) {
          for (int fourth : new int[] {'a', 0x80, 0xbf, 0xc2}) {
            byte[] bytes = {(byte) lead, (byte) second, (byte) third, (byte) fourth};
            for (int length = 1; length <= 4; length++) {
              byte[] cut = Arrays.copyOf(bytes, length);
              assertThat(Utf8.isWellFormed(cut, 0, length))
                  .as("%02x %02x %02x %02x, length %d", lead, second, third, fourth, length)
                  .isEqualTo(isWellFormed(cut));
            }
          }
        }
      }
    }
  }

  @Test
  void controlCharactersAreNoText() {
    for (int length = 1; length < 30; length++) {
      for (int at = 0; at < length; at++) {
        byte[] bytes = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
        for (int value = 0; value < 0x80; value++) {
          bytes[at] = (byte) value;
          assertThat(Utf8.isText(bytes, 0, length))
              .as("byte %d at %d of %d", value, at, length)
              .isEqualTo(value >= 0x20 && value != 0x7f);
          assertThat(Utf8.isWellFormed(bytes, 0, length)).isTrue();
        }
      }
    }
  }

  @Provide
  Arbitrary<byte[]> nearlyUtf8() {
    Arbitrary<byte[]> texts =
        Arbitraries.strings().all().ofMaxLength(20).map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> ascii = Arbitraries.strings()
        .withCharRange(' ', '~')
        .ofMaxLength(40)
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> base = Arbitraries.oneOf(texts, ascii);
    return base.flatMap(bytes -> Arbitraries.integers()
        .between(-1, bytes.length - 1)
        .flatMap(at -> Arbitraries.bytes().map(value -> {
          byte[] changed = bytes.clone();
          if (at >= 0) {
            changed[at] = value;
          }
          return changed;
        })));
  }

  private static boolean isWellFormed(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean hasControls(byte[] bytes) {
    for (byte value : bytes) {
      if (value >= 0 && (value < 0x20 || value == 0x7f)) {
        return true;
      }
    }
    return false;
  }
}
