package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.event.EventLimits;
import io.tallystick.server.RawClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Goal: nothing waits for ever, and a client learns whether it or the node was too slow. */
class TimeoutsTest {

  private static final String POST =
      "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  private static final ServerSettings SETTINGS =
      new ServerSettings("127.0.0.1", 0, 2, 2, 256, 32L << 20, 300, 60_000, 3_000);
  private static final TestServer NODE = new TestServer(SETTINGS, EventLimits.DEFAULT);

  @AfterAll
  static void close() {
    NODE.close();
  }

  private static RawClient client() throws IOException {
    return new RawClient(NODE.server.port());
  }

  @Test
  void aBodyThatDoesNotComeTimesOut() throws Exception {
    try (RawClient client = client()) {
      Answer answer = client.send(POST + "Content-Length: 100\r\n\r\n[").read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body())
          .contains("\"code\":\"request-timeout\"")
          .contains("\"retryable\":true");
    }
  }

  @Test
  void anAnswerThatDoesNotComeTimesOut() throws Exception {
    String event = EventBodies.plain("stalled", 1);
    NODE.log.hold();
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: " + event.length() + "\r\n\r\n" + event);
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.head()).contains("retry-after: 1");
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    } finally {
      NODE.log.release();
    }
  }
}
