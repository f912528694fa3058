package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.TextSlice;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: every copy of an event has the same identity and partition, in any language, for ever. */
class EventIdentityTest {

  /** Fixed: a change here sends a resent event elsewhere, where it is counted again. */
  @ParameterizedTest
  @CsvSource({
    "default, 1, 1fbcc5aaad32201efadbda096ec5eca0, 4, 6",
    "a, bc, 0492dda463695e3b052f470e82fde941, 2, 3",
    "ab, c, e661075ae01036120a347178c0b32763, 5, 2",
    "default, 0192f0c1a2b34c5d8e9fa0b1c2d3e4f5, 8db71ec44f99a11cde1e93511b8796ab, 2, 4",
    "https://example.org/käse, 日本-1, b7400a595691e69be9a3f0ea82fba611, 5, 3",
    "'', x, 7cb47b2d358d3b0439a11c4296d3952f, 4, 4",
  })
  void isStable(String source, String id, String identity, int ofSeven, int ofEight) {
    EventIdentity event = new EventIdentity();
    event.of(slice(source), slice(id));

    assertThat(String.format("%016x%016x", event.high(), event.low())).isEqualTo(identity);
    assertThat(EventIdentity.partition(event.high(), 7)).isEqualTo(ofSeven);
    assertThat(EventIdentity.partition(event.high(), 8)).isEqualTo(ofEight);
  }

  /** The scratch bytes that one event leaves behind do not show in the next. */
  @Property
  void isTheHashOfTheDocumentedBytes(@ForAll List<String> sources, @ForAll List<String> ids) {
    EventIdentity reused = new EventIdentity();
    Murmur3 murmur3 = new Murmur3();
    for (String source : sources) {
      for (String id : ids) {
        byte[] sourceBytes = source.getBytes(StandardCharsets.UTF_8);
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        byte[] all = ByteBuffer.allocate(4 + sourceBytes.length + idBytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(sourceBytes.length)
            .put(sourceBytes)
            .put(idBytes)
            .array();
        murmur3.hash(all, 0, all.length);

        reused.of(slice(source), slice(id));

        assertThat(reused.high()).isEqualTo(murmur3.high());
        assertThat(reused.low()).isEqualTo(murmur3.low());
      }
    }
  }

  @Property
  void partitionIsTheUnsignedRemainder(
      @ForAll long high, @ForAll @IntRange(min = 1) int partitions) {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(high));

    assertThat(EventIdentity.partition(high, partitions))
        .isEqualTo(unsigned.mod(BigInteger.valueOf(partitions)).intValueExact());
  }

  @Test
  void partitionsMustBePositive() {
    assertThatThrownBy(() -> EventIdentity.partition(1, 0))
        .hasMessage("partitions: 0 (expected: > 0)");
  }

  private static TextSlice slice(String text) {
    TextSlice slice = new TextSlice();
    slice.set(text);
    return slice;
  }
}
