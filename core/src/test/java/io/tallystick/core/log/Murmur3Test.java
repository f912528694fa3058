package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the hash is that of the reference implementation, wherever the bytes lie. */
class Murmur3Test {

  @ParameterizedTest
  @CsvSource({
    "'', 00000000000000000000000000000000",
    "a, 85555565f6597889e6b53a48510e895a",
    "hello, cbd8a7b341bd9b025b1e906a48ae1d19",
    "'hello, world', 342fac623a5ebc8e4cdcbc079642414d",
    "0123456789abcdef, 4be06d94cf4ad1a787c35b5c63a708da",
    "0123456789abcdef0, eb24ae8785a5c07573fb68b3313128ca",
    "The quick brown fox jumps over the lazy dog, e34bbc7bbc071b6c7a433ca9c49a9347",
  })
  void agreesWithPublishedVectors(String text, String expected) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThat(hash(bytes, 0, bytes.length)).isEqualTo(expected);
  }

  /** The hash of the hashes of every length from 0 to 255, from the reference. */
  @Test
  void agreesWithTheReferenceAtEveryLength() {
    ByteBuffer hashes = ByteBuffer.allocate(256 * 16).order(ByteOrder.LITTLE_ENDIAN);
    Murmur3 murmur3 = new Murmur3();
    byte[] bytes = new byte[256];
    for (int length = 0; length < 256; length++) {
      bytes[length] = (byte) length;
      murmur3.hash(bytes, 0, length);
      hashes.putLong(murmur3.high()).putLong(murmur3.low());
    }

    assertThat(hash(hashes.array(), 0, hashes.capacity()))
        .isEqualTo("094b2be001c08d449f3dda46c00be481");
  }

  @Property
  void doesNotDependOnWhereTheBytesLie(
      @ForAll byte[] bytes, @ForAll @IntRange(max = 20) int before) {
    byte[] framed = new byte[before + bytes.length + 3];
    Arrays.fill(framed, (byte) 0x5a);
    System.arraycopy(bytes, 0, framed, before, bytes.length);

    assertThat(hash(framed, before, bytes.length)).isEqualTo(hash(bytes, 0, bytes.length));
  }

  private static String hash(byte[] bytes, int offset, int length) {
    Murmur3 murmur3 = new Murmur3();
    murmur3.hash(bytes, offset, length);
    return String.format("%016x%016x", murmur3.high(), murmur3.low());
  }
}
