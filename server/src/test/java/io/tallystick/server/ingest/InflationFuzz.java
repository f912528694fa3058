package io.tallystick.server.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.server.EventBodies;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Fuzz targets for the inflation of bodies: it is refused as broken or as too large, or it is what
 * the streams of the JDK and of zstd-jni inflate the same bytes to.
 */
public final class InflationFuzz {

  private static final int BYTES_MAX = 100_000;

  /** A stream of zstd-jni. */
  private interface Stream {
    InputStream over(InputStream compressed) throws IOException;
  }

  private InflationFuzz() {}

  /** The targets. */
  public static List<FuzzTarget> targets() {
    byte[] one = "[{\"type\":\"view\",\"subject\":\"A\"},{\"type\":\"view\"}]".getBytes(UTF_8);
    byte[] much = "abcdefgh".repeat(BYTES_MAX / 8).getBytes(UTF_8);
    return List.of(
        new FuzzTarget(
            "gzip",
            List.of(
                EventBodies.gzip(one),
                EventBodies.gzip(much),
                concat(EventBodies.gzip(one), EventBodies.gzip(new byte[0])),
                withEveryHeaderField(EventBodies.gzip(one))),
            body -> accepts(ContentCoding.GZIP, body, GZIPInputStream::new)),
        new FuzzTarget(
            "zstd",
            List.of(
                Zstd.compress(one),
                Zstd.compress(much),
                Zstd.compress(new byte[0]),
                concat(Zstd.compress(one), Zstd.compress(one)),
                new byte[] {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 9}),
            body -> accepts(ContentCoding.ZSTD, body, ZstdInputStream::new)));
  }

  private static boolean accepts(ContentCoding coding, byte[] body, Stream authority)
      throws IOException {
    byte[] inflated;
    try (BodyInflation inflation = new BodyInflation(BYTES_MAX)) {
      InflatedBytes bytes = inflation.inflate(coding, body, body.length);
      inflated = Arrays.copyOf(bytes.bytes(), bytes.length());
    } catch (RefusedException e) {
      assertThat(e.refusal().code())
          .isIn(ErrorCode.MALFORMED_COMPRESSION, ErrorCode.BODY_TOO_LARGE);
      return false;
    }
    assertThat(inflated).hasSizeLessThanOrEqualTo(BYTES_MAX);
    try (InputStream stream = authority.over(new ByteArrayInputStream(body))) {
      assertThat(stream.readAllBytes()).isEqualTo(inflated);
    } catch (IOException e) {
      // a stream refuses a frame that asks for a large window, which is not needed for an array
      assertThat(e).hasMessageContaining("too much memory");
    }
    return true;
  }

  /** The same with an extra field, a name, a comment and the checksum of the header. */
  private static byte[] withEveryHeaderField(byte[] gzip) {
    byte[] header = concat(Arrays.copyOf(gzip, 10), new byte[] {2, 0, 7, 7, 'n', 0, 'c', 0});
    header[3] = 0x1e;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(header);
    byte[] checksum = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};
    return concat(concat(header, checksum), Arrays.copyOfRange(gzip, 10, gzip.length));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] whole = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, whole, first.length, second.length);
    return whole;
  }
}
