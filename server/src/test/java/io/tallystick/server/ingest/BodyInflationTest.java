package io.tallystick.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.server.EventBodies;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Goal: what was compressed comes out again, what is broken is refused, and nothing grows beyond
 * its limit, whatever came before.
 */
class BodyInflationTest {

  private static final int BYTES_MAX = 300_000;

  private final BodyInflation inflation = new BodyInflation(BYTES_MAX);

  private byte[] inflate(ContentCoding coding, byte[] body) {
    InflatedBytes inflated = inflation.inflate(coding, body, body.length);
    return Arrays.copyOf(inflated.bytes(), inflated.length());
  }

  private static byte[] compress(ContentCoding coding, byte[] body) {
    return coding == ContentCoding.ZSTD ? Zstd.compress(body) : EventBodies.gzip(body);
  }

  private static byte[] content(int length, long seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    for (int i = 0; i < length; i++) {
      // compressible, but not too much
      content[i] &= 0x0f;
    }
    return content;
  }

  @Property(tries = 200)
  void whatWasCompressedComesOut(
      @ForAll boolean zstd, @ForAll @IntRange(max = BYTES_MAX) int length, @ForAll long seed) {
    ContentCoding coding = zstd ? ContentCoding.ZSTD : ContentCoding.GZIP;
    byte[] content = content(length, seed);
    assertThat(inflate(coding, compress(coding, content))).isEqualTo(content);
  }

  @Property(tries = 200)
  void severalPartsAreOneBody(
      @ForAll boolean zstd,
      @ForAll @Size(min = 1, max = 5) int[] seeds,
      @ForAll @IntRange(max = 50_000) int length) {
    ContentCoding coding = zstd ? ContentCoding.ZSTD : ContentCoding.GZIP;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    for (int seed : seeds) {
      byte[] part = content(length, seed);
      whole.writeBytes(part);
      compressed.writeBytes(compress(coding, part));
    }
    assertThat(inflate(coding, compressed.toByteArray())).isEqualTo(whole.toByteArray());
  }

  @Property(tries = 2_000)
  void oneWrongBitIsRefusedOrHarmless(
      @ForAll boolean zstd, @ForAll @IntRange(max = 1_000_000) int bit, @ForAll long seed) {
    ContentCoding coding = zstd ? ContentCoding.ZSTD : ContentCoding.GZIP;
    byte[] body = compress(coding, content(500, seed));
    body[bit / 8 % body.length] ^= (byte) (1 << bit % 8);
    try {
      assertThat(inflate(coding, body).length).isLessThanOrEqualTo(BYTES_MAX);
    } catch (RefusedException e) {
      assertThat(e.refusal().code())
          .isIn(ErrorCode.MALFORMED_COMPRESSION, ErrorCode.BODY_TOO_LARGE);
    }
  }

  @Property(tries = 1_000)
  void noiseIsRefused(@ForAll boolean zstd, @ForAll byte[] noise) {
    ContentCoding coding = zstd ? ContentCoding.ZSTD : ContentCoding.GZIP;
    if (zstd && startsWithFrame(noise)) {
      return;
    }
    assertThatThrownBy(() -> inflate(coding, noise)).isInstanceOf(RefusedException.class);
  }

  private static boolean startsWithFrame(byte[] noise) {
    return noise.length > 3 && (noise[1] & 0xff) == 0xb5 || noise.length > 3 && noise[1] == 0x2a;
  }

  @Test
  void everyFieldOfAGzipHeaderIsSkipped() {
    byte[] content = content(100, 1);
    byte[] plain = compress(ContentCoding.GZIP, content);
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.write(plain, 0, 3);
    full.write(2 | 4 | 8 | 16);
    full.write(plain, 4, 6);
    full.writeBytes(new byte[] {3, 0, 'e', 'x', 't'});
    full.writeBytes(new byte[] {'n', 'a', 'm', 'e', 0});
    full.writeBytes(new byte[] {'c', 'o', 'm', 0});
    CRC32 crc = new CRC32();
    crc.update(full.toByteArray());
    full.write((int) crc.getValue());
    full.write((int) crc.getValue() >>> 8);
    full.write(plain, 10, plain.length - 10);
    byte[] body = full.toByteArray();
    assertThat(inflate(ContentCoding.GZIP, body)).isEqualTo(content);
    for (int length = 0; length < body.length; length++) {
      byte[] part = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> inflate(ContentCoding.GZIP, part))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("ends early");
    }
  }

  @Test
  void aLargeBodyDoesNotStayInMemory() {
    BodyInflation large = new BodyInflation(8 << 20);
    byte[] body = compress(ContentCoding.GZIP, new byte[6 << 20]);
    InflatedBytes inflated = large.inflate(ContentCoding.GZIP, body, body.length);
    assertThat(inflated.length()).isEqualTo(6 << 20);
    large.clear();
    assertThat(inflated.bytes().length).isLessThanOrEqualTo(InflatedBytes.KEPT_BYTES_MAX);
  }
}
