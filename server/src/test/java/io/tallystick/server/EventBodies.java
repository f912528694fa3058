package io.tallystick.server;

import com.github.luben.zstd.Zstd;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Bodies of requests in every form and compression. */
public final class EventBodies {

  /**
   * A request without its compression.
   *
   * @param headers content type, and those of CloudEvents in binary mode
   */
  record Form(String name, Map<String, String> headers, byte[] body, int events) {

    @Override
    public String toString() {
      return name;
    }
  }

  private EventBodies() {}

  /** One request in each form; {@code ids} makes their ids differ. */
  static Form[] forms(String ids) {
    return new Form[] {
      form("one", "application/json", plain(ids, 0), 1),
      form("array", "application/json", "[" + plain(ids, 1) + "," + plain(ids, 2) + "]", 2),
      form("ndjson", "application/x-ndjson", plain(ids, 3) + "\n" + plain(ids, 4) + "\n", 2),
      form("cloud event", "application/cloudevents+json", cloud(ids, 5), 1),
      form(
          "cloud event batch",
          "application/cloudevents-batch+json",
          "[" + cloud(ids, 6) + "," + cloud(ids, 7) + "]",
          2),
      binary(ids),
      protobuf(ids),
    };
  }

  private static Form form(String name, String contentType, String body, int events) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Form(name, Map.of("content-type", contentType), bytes, events);
  }

  static String plain(String ids, int number) {
    return "{\"source\":\"web\",\"id\":\"" + ids + number + "\",\"type\":\"view\",\"subject\":\"S"
        + number + "\",\"value\":1.5,\"attributes\":{\"country\":\"DE\"}}";
  }

  private static String cloud(String ids, int number) {
    return "{\"specversion\":\"1.0\",\"source\":\"/web\",\"id\":\"" + ids + number
        + "\",\"type\":\"view\",\"subject\":\"S" + number + "\",\"data\":{\"value\":2}}";
  }

  private static Form binary(String ids) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", ids + 8);
    headers.put("ce-source", "/web");
    headers.put("ce-type", "view");
    headers.put("ce-subject", "S%208");
    return new Form(
        "cloud event, binary", headers, "{\"value\":3}".getBytes(StandardCharsets.UTF_8), 1);
  }

  private static Form protobuf(String ids) {
    EventBatch.Builder batch = EventBatch.newBuilder();
    for (int number = 9; number < 12; number++) {
      batch.addEvents(Event.newBuilder()
          .setSource("web")
          .setId(ids + number)
          .setType("view")
          .setSubject("S" + number)
          .setValueUnscaled(15)
          .setValueScale(1)
          .putAttributes("country", "DE"));
    }
    byte[] body = batch.build().toByteArray();
    return new Form("protobuf", Map.of("content-type", "application/x-protobuf"), body, 3);
  }

  /** {@code body} in the encoding of that name. */
  static byte[] encoded(String encoding, byte[] body) {
    return switch (encoding) {
      case "gzip" -> gzip(body);
      case "zstd" -> Zstd.compress(body);
      default -> body;
    };
  }

  /** {@code body} in one member of gzip. */
  public static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A valid JSON array of at least {@code bytes} bytes. */
  static byte[] largeArray(int bytes) {
    StringBuilder body = new StringBuilder("[");
    for (int number = 0; body.length() < bytes; number++) {
      body.append(number == 0 ? "" : ",").append(plain("large-", number));
    }
    return body.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }
}
