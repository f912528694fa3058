package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Goal: exactly the lower-case digits are packed, and come back as they were. */
class HexDigitsTest {

  @Property
  void packsAndUnpacksLikeTheJdk(@ForAll @Size(max = 40) byte[] bytes) {
    byte[] text = ("x" + HexFormat.of().formatHex(bytes)).getBytes(StandardCharsets.US_ASCII);
    byte[] packed = new byte[bytes.length + 1];
    byte[] unpacked = new byte[text.length];
    unpacked[0] = 'x';

    assertThat(HexDigits.pack(text, 1, text.length - 1, packed, 1)).isTrue();
    HexDigits.unpack(packed, 1, bytes.length, unpacked, 1);

    assertThat(Arrays.copyOfRange(packed, 1, packed.length)).isEqualTo(bytes);
    assertThat(unpacked).isEqualTo(text);
  }

  @Property
  void packsAndUnpacksUuidsLikeTheJdk(@ForAll long high, @ForAll long low) {
    byte[] text = ("x" + new UUID(high, low)).getBytes(StandardCharsets.US_ASCII);
    byte[] packed = new byte[17];
    byte[] unpacked = text.clone();

    assertThat(HexDigits.packUuid(text, 1, packed, 1)).isTrue();
    HexDigits.unpackUuid(packed, 1, unpacked, 1);

    assertThat(HexFormat.of().formatHex(packed, 1, 17))
        .isEqualTo("%016x%016x".formatted(high, low));
    assertThat(unpacked).isEqualTo(text);
  }

  @Test
  void everyOtherByteIsRefusedInEveryPlace() {
    byte[] uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".getBytes(StandardCharsets.US_ASCII);
    byte[] digits = "0123456789abcdef01".getBytes(StandardCharsets.US_ASCII);
    byte[] target = new byte[16];
    for (int value = 0; value < 256; value++) {
      boolean digit = "0123456789abcdef".indexOf(value) >= 0;
      for (int at = 0; at < digits.length; at++) {
        byte[] changed = digits.clone();
        changed[at] = (byte) value;
        assertThat(HexDigits.pack(changed, 0, changed.length, target, 0))
            .as("byte %d at %d", value, at)
            .isEqualTo(digit);
      }
      for (int at = 0; at < uuid.length; at++) {
        byte[] changed = uuid.clone();
        changed[at] = (byte) value;
        assertThat(HexDigits.packUuid(changed, 0, target, 0))
            .as("byte %d at %d", value, at)
            .isEqualTo(uuid[at] == '-' ? value == '-' : digit);
      }
    }
  }
}
