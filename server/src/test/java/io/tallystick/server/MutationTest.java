package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.server.EventBodies.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: ten thousand random mutations of valid requests, of their bytes on the wire, never lead to a
 * 5xx or to a word about our insides, and valid requests in between still count.
 *
 * <p>Repeat a failure with {@code -Dtallystick.seed=…}, as the failure prints it.
 */
class MutationTest {

  private static final int MUTATIONS = 10_000;
  private static final int VALID_EVERY = 200;
  private static final String[] ENCODINGS = {"identity", "gzip", "zstd"};
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final TestServer NODE = new TestServer();

  @AfterAll
  static void close() {
    NODE.close();
  }

  @Test
  void mutatedRequestsAreRefusedOrTakenButNeverBreakAnything() throws Exception {
    long seed = Long.getLong("tallystick.seed", System.nanoTime());
    Random random = new Random(seed);
    List<byte[]> requests = new ArrayList<>();
    for (String encoding : ENCODINGS) {
      for (Form form : EventBodies.forms("mutation-")) {
        requests.add(request(form, encoding));
      }
    }
    int answered = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = requests.get(random.nextInt(requests.size()));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        mutated = mutate(mutated, random);
      }
      String answers = exchange(mutated);
      assertHarmless("-Dtallystick.seed=" + seed + ", mutation " + i, answers);
      answered += answers.isEmpty() ? 0 : 1;
      if (i % VALID_EVERY == 0) {
        assertValidCounts(requests.get(random.nextInt(requests.size())));
      }
    }
    assertThat(answered).as("most mutations leave a whole request").isGreaterThan(MUTATIONS / 2);
  }

  private static byte[] request(Form form, String encoding) throws IOException {
    byte[] body = EventBodies.encoded(encoding, form.body());
    StringBuilder head = new StringBuilder("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n");
    form.headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!encoding.equals("identity")) {
      head.append("Content-Encoding: ").append(encoding).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.write(body);
    return bytes.toByteArray();
  }

  private static byte[] mutate(byte[] request, Random random) {
    if (request.length == 0) {
      return request;
    }
    int at = random.nextInt(request.length);
    int length = 1 + random.nextInt(Math.min(8, request.length - at));
    byte[] before = Arrays.copyOf(request, at);
    byte[] after = Arrays.copyOfRange(request, at + length, request.length);
    byte[] middle = Arrays.copyOfRange(request, at, at + length);
    switch (random.nextInt(6)) {
      case 0 -> middle[0] ^= (byte) (1 << random.nextInt(8));
      case 1 -> random.nextBytes(middle);
      case 2 -> middle = new byte[0];
      case 3 -> middle = join(middle, middle);
      case 4 -> middle = join(middle, special(random));
      default -> {
        int other = random.nextInt(request.length);
        middle = Arrays.copyOfRange(
            request, other, Math.min(request.length, other + random.nextInt(40)));
      }
    }
    return join(join(before, middle), after);
  }

  /** What parsers like least. */
  private static byte[] special(Random random) {
    String[] texts = {
      "\0",
      "\"",
      "{",
      "[",
      "]}",
      "\r\n",
      "\r\n\r\n",
      "\\ud800",
      "\u00ff",
      "-",
      "1e999999999",
      ":",
      "9".repeat(400),
      "[".repeat(2_000),
      "{\"a\":".repeat(500),
      "null",
      "\u00c3\u0028",
      ",",
      "%"
    };
    return texts[random.nextInt(texts.length)].getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** Everything that comes back; nothing, where the server saw no reason to answer. */
  private static String exchange(byte[] request) throws IOException {
    try (RawClient client = new RawClient(NODE.server.port())) {
      client.send(request).halfClose();
      return client.readAll();
    } catch (SocketException e) {
      // reset: it had read enough, and closed
      return "";
    }
  }

  private static void assertHarmless(String reproduction, String answers) {
    Matcher status = STATUS.matcher(answers);
    while (status.find()) {
      assertThat(Integer.parseInt(status.group(1)))
          .as("%s: %s", reproduction, answers)
          .isLessThan(500);
    }
    assertThat(answers)
        .as(reproduction)
        .doesNotContain("Exception")
        .doesNotContain("\tat ")
        .doesNotContain("io.tallystick")
        .doesNotContain("java.");
  }

  private static void assertValidCounts(byte[] request) throws IOException {
    int before = NODE.log.eventCount();
    try (RawClient client = new RawClient(NODE.server.port())) {
      assertThat(client.send(request).read().status()).isEqualTo(202);
    }
    assertThat(NODE.log.eventCount()).isGreaterThan(before);
  }
}
