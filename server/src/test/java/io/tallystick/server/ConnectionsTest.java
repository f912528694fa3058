package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.server.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: whatever a client does with its connection, it gets an answer that it can read or none, and
 * the others do not notice.
 */
class ConnectionsTest {

  private static final String POST =
      "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final TestServer NODE = new TestServer();

  @AfterAll
  static void close() {
    NODE.close();
  }

  private static RawClient client() throws IOException {
    return new RawClient(NODE.server.port());
  }

  private static void assertHealthy(RawClient client) throws IOException {
    assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
  }

  @Test
  void aBodyInSmallPiecesIsTaken() throws Exception {
    byte[] event = EventBodies.plain("pieces", 1).getBytes(StandardCharsets.UTF_8);
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: " + event.length + "\r\n\r\n");
      for (byte part : event) {
        client.send(new byte[] {part});
      }
      assertThat(client.read().status()).isEqualTo(202);
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (byte part : event) {
        client.send("1\r\n" + (char) part + "\r\n");
      }
      assertThat(client.send("0\r\n\r\n").read().status()).isEqualTo(202);
      assertHealthy(client);
    }
  }

  @Test
  void requestsOneAfterTheOtherWithoutWaitingAreAnsweredInOrder() throws Exception {
    String event = EventBodies.plain("pipelined", 1);
    String post = POST + "Content-Length: " + event.length() + "\r\n\r\n" + event;
    try (RawClient client = client()) {
      client.send(post + HEALTH + post + HEALTH);
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void aRefusedBodyDoesNotBreakTheConnection() throws Exception {
    byte[] body = new byte[1_000_000];
    try (RawClient client = client()) {
      client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
          + "Content-Length: " + body.length + "\r\n\r\n");
      Answer early = client.read();
      assertThat(early.status()).isEqualTo(415);
      client.send(body);
      assertHealthy(client);
      client.send(POST + "Content-Length: 20000000\r\n\r\n").send(new byte[20_000_000]);
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void aChunkedBodyBeyondTheLimitIsRefused() throws Exception {
    byte[] chunk = new byte[1_000_000];
    try (RawClient client = client()) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 18; i++) {
        client.send(Integer.toHexString(chunk.length) + "\r\n").send(chunk).send("\r\n");
      }
      client.send("0\r\n\r\n");
      Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("\"code\":\"body-too-large\"");
      assertHealthy(client);
    }
  }

  @Test
  void aHalfClosedConnectionGetsTheAnswerToWhatWasWhole() throws Exception {
    String event = EventBodies.plain("half", 1);
    try (RawClient client = client()) {
      client
          .send(POST + "Content-Length: " + event.length() + "\r\n\r\n" + event)
          .halfClose();
      assertThat(client.readAll()).startsWith("HTTP/1.1 202");
    }
    int before = NODE.log.eventCount();
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: 1000\r\n\r\n" + event).halfClose();
      assertThat(client.readAll()).isEmpty();
    }
    assertThat(NODE.log.eventCount()).as("half a body is not taken").isEqualTo(before);
  }

  @Test
  void aClientMayAskWhetherToSendItsBody() throws Exception {
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("[]").read().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\1\2garbage\r\n\r\n",
        "GET /health\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: x\r\nb d: x\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n[]",
        POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n",
      })
  void whatIsNotHttpIsAProblemAndTheConnectionEnds(String request) throws Exception {
    try (RawClient client = client()) {
      Answer answer = client.send(request).read();
      assertThat(answer.status()).as(answer.toString()).isBetween(400, 431);
      assertThat(answer.head()).contains("content-type: application/problem+json");
      assertThat(answer.isKeptAlive()).isFalse();
    }
    try (RawClient client = client()) {
      assertHealthy(client);
    }
  }

  @Test
  void unknownMethodsAreRefused() throws Exception {
    for (String method : new String[] {"BREW", "CONNECT", "TRACE", "PUT", "PATCH"}) {
      try (RawClient client = client()) {
        Answer answer =
            client.send(method + " /health HTTP/1.1\r\nHost: x\r\n\r\n").read();
        assertThat(answer.status()).as(method).isEqualTo(405);
        assertThat(answer.head()).contains("allow: get");
      }
    }
  }

  @Test
  void garbageAfterThePrefaceOfHttp2EndsTheConnection() throws Exception {
    try (RawClient client = client()) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nno frame, no frame, no frame, no frame");
      assertThat(client.readAll()).doesNotContain("HTTP/1.1 5");
    }
    try (RawClient client = client()) {
      assertHealthy(client);
    }
  }
}
