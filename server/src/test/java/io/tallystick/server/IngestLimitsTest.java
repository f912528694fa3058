package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.tallystick.core.event.EventLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what goes beyond a limit, or is broken, is refused with its code, bombs included. */
class IngestLimitsTest {

  private static final int BODY_BYTES_MAX = 200_000;
  private static final EventLimits LIMITS =
      new EventLimits(BODY_BYTES_MAX, 1_000, 10_000, 100, 4, 300_000, 0);
  private static final TestServer NODE = new TestServer(TestServer.SETTINGS, LIMITS);

  @AfterAll
  static void close() {
    NODE.close();
  }

  private static HttpResponse<String> post(String encoding, byte[] body) {
    return NODE.send(NODE.request("/v1/events")
        .header("content-type", "application/json")
        .header("content-encoding", encoding)
        .POST(BodyPublishers.ofByteArray(body)));
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  /** Spaces before a valid event, so that the body has exactly the given length. */
  private static byte[] padded(int length) {
    byte[] event = EventBodies.plain("padded", 1).getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) ' ');
    System.arraycopy(event, 0, body, length - event.length, event.length);
    return body;
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zstd"})
  void aBodyOfTheLimitIsTakenAndOneByteMoreIsNot(String encoding) {
    byte[] largest = EventBodies.encoded(encoding, padded(BODY_BYTES_MAX));
    assertThat(post(encoding, largest).statusCode()).isEqualTo(202);
    byte[] larger = EventBodies.encoded(encoding, padded(BODY_BYTES_MAX + 1));
    assertRefused(post(encoding, larger), 413, "body-too-large");
  }

  @ParameterizedTest
  @CsvSource({"gzip, 100000000", "zstd, 1000000000"})
  void bombsAreRefused(String encoding, int inflatedBytes) {
    assertRefused(post(encoding, bomb(encoding, inflatedBytes)), 413, "body-too-large");
    assertThat(post("identity", padded(1000)).statusCode()).isEqualTo(202);
  }

  private static byte[] bomb(String encoding, int inflatedBytes) {
    byte[] zeros = new byte[1 << 20];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out =
        encoding.equals("gzip") ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
      for (int i = 0; i < inflatedBytes / zeros.length; i++) {
        out.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void aBombThatPromisesItsSizeIsRefused() {
    byte[] bomb = Zstd.compress(new byte[100 << 20]);
    assertThat(bomb.length).isLessThan(BODY_BYTES_MAX);
    assertRefused(post("zstd", bomb), 413, "body-too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aBodyThatEndsEarlyIsRefusedAtEveryByte(String encoding) {
    byte[] whole = EventBodies.encoded(encoding, padded(300));
    for (int length = 0; length < whole.length; length++) {
      HttpResponse<String> answer = post(encoding, Arrays.copyOf(whole, length));
      assertRefused(answer, 400, "malformed-compression");
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 3);
    assertRefused(post(encoding, longer), 400, "malformed-compression");
  }

  @Test
  void aWrongChecksumIsRefused() {
    byte[] body = EventBodies.gzip(padded(300));
    body[body.length - 6] ^= 1;
    assertRefused(post("gzip", body), 400, "malformed-compression");
  }

  @Test
  void plainTextIsNeitherGzipNorZstd() {
    assertRefused(post("gzip", padded(300)), 400, "malformed-compression");
    assertRefused(post("zstd", padded(300)), 400, "malformed-compression");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "compress"})
  void unknownEncodingsAreRefused(String encoding) {
    HttpResponse<String> answer = post(encoding, padded(300));
    assertRefused(answer, 415, "unsupported-encoding");
    assertThat(answer.headers().firstValue("accept-encoding")).hasValue("gzip, zstd, identity");
  }

  @Test
  void unknownContentTypesAreRefused() {
    HttpResponse<String> answer = NODE.send(NODE.request("/v1/events")
        .header("content-type", "text/csv")
        .POST(BodyPublishers.ofString("a,b")));
    assertRefused(answer, 415, "unsupported-media-type");
    answer = NODE.send(NODE.request("/v1/events").POST(BodyPublishers.ofString("{}")));
    assertRefused(answer, 415, "unsupported-media-type");
  }

  @Test
  void whatTheRulesRefuseHasItsCode() {
    String event = "{\"type\":\"view\",\"subject\":\"A\",%s}";
    assertCode(event.formatted("\"value\":1e30"), 400, "value-out-of-range");
    assertCode(event.formatted("\"value\":\"x\""), 400, "invalid-value");
    assertCode(event.formatted("\"time\":\"yesterday\""), 400, "invalid-time");
    assertCode(event.formatted("\"time\":\"2999-01-01T00:00:00Z\""), 400, "time-in-future");
    assertCode(event.formatted("\"colour\":\"red\""), 400, "unknown-field");
    assertCode(event.formatted("\"id\":\"" + "x".repeat(101) + "\""), 400, "text-too-long");
    assertCode(event.formatted("\"id\":7"), 400, "wrong-type");
    assertCode("[", 400, "malformed-json");
    assertCode("[]", 400, "empty-batch");
    assertCode("", 400, "empty-batch");
    assertCode("[" + "{},".repeat(1_000) + "{}]", 413, "batch-too-large");
    assertCode("{\"id\":\"" + "x".repeat(10_001) + "\"}", 413, "event-too-large");
  }

  private static void assertCode(String body, int status, String code) {
    assertRefused(post("identity", body.getBytes(StandardCharsets.UTF_8)), status, code);
  }
}
