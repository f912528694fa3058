package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.server.EventBodies.Form;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every form of event is taken in every compression, over both versions of HTTP, with and
 * without an announced length.
 */
class IngestFormsTest {

  private static final TestServer NODE = new TestServer();

  @AfterAll
  static void close() {
    NODE.close();
  }

  static Stream<Arguments> everything() {
    return Stream.of("none", "identity", "gzip", "x-gzip", "zstd", "ZSTD")
        .flatMap(encoding ->
            Stream.of(EventBodies.forms(encoding)).map(form -> Arguments.of(encoding, form)));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void isAccepted(String encoding, Form form) {
    byte[] body =
        EventBodies.encoded(encoding.toLowerCase(Locale.ROOT).replace("x-", ""), form.body());
    int before = NODE.log.eventCount();
    HttpResponse<String> answer =
        NODE.send(request(form, encoding, BodyPublishers.ofByteArray(body)));
    assertThat(answer.body()).isEqualTo("{\"accepted\":" + form.events() + ",\"rejected\":[]}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(NODE.log.eventCount() - before).isEqualTo(form.events());
  }

  private static HttpRequest.Builder request(
      Form form, String encoding, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request = NODE.request("/v1/events").POST(body);
    form.headers().forEach(request::header);
    return encoding.equals("none") ? request : request.header("content-encoding", encoding);
  }

  @Test
  void severalMembersOfGzipAreOneBody() {
    Form form = EventBodies.forms("members")[1];
    byte[] body = form.body();
    byte[] first = EventBodies.gzip(Arrays.copyOf(body, 7));
    byte[] second = EventBodies.gzip(Arrays.copyOfRange(body, 7, body.length));
    HttpResponse<String> answer = NODE.send(request(
        form,
        "gzip",
        BodyPublishers.concat(
            BodyPublishers.ofByteArray(first), BodyPublishers.ofByteArray(second))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  @Test
  void aBodyWithoutLengthIsCollected() {
    byte[] large = EventBodies.largeArray(3_000_000);
    HttpRequest.Builder request = NODE.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
    HttpResponse<String> answer = NODE.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"batch-too-large\"");
  }

  @Test
  void http2IsSpokenOnTheSamePort() throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    // the first request upgrades, the second one is HTTP/2 from the start
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> health =
          client.send(NODE.request("/health").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(health.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
    Form form = EventBodies.forms("http2")[6];
    HttpResponse<String> answer = client.send(
        request(form, "gzip", BodyPublishers.ofByteArray(EventBodies.gzip(form.body())))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  @Test
  void http2RefusesInTheMiddleOfABody() throws Exception {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    client.send(NODE.request("/health").build(), HttpResponse.BodyHandlers.ofString());
    HttpRequest request = NODE.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[20 << 20])))
        .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"body-too-large\"");
  }
}
