package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tallystick.protocol.event.Decoding.Decoded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request in binary mode as bytes: lines {@code name: value}, an empty line, the body. */
record HeaderText(List<String[]> headers, byte[] body) implements RequestHeaders {

  static final List<byte[]> SEEDS = List.of(
      EventBodyFuzz.utf8("ce-specversion: 1.0\nce-id: e-1\nce-source: /web\nce-type: view\n"
          + "ce-subject: Z%C3%BCrich\n\n"),
      EventBodyFuzz.utf8("ce-specversion: 1.0\nce-id: \"e\\\"1\"\nce-source: urn:a:b\n"
          + "ce-type: view\nce-subject: A\nce-time: 2026-11-22T10:15:30Z\nce-country: DE\n"
          + "ce-value: 12.5\nce-dataschema: /x\n\n"),
      EventBodyFuzz.utf8("ce-specversion: 1.0\nce-id: e-1\nce-source: /web\nce-type: view\n"
          + "ce-subject: A\ncontent-type: application/json\n\n"
          + "{\"value\":3,\"attributes\":{\"a\":\"b\"},\"more\":[1]}"));

  static HeaderText parse(byte[] input) {
    List<String[]> headers = new ArrayList<>();
    int at = 0;
    while (at < input.length && input[at] != '\n') {
      int end = at;
      while (end < input.length && input[end] != '\n') {
        end++;
      }
      String[] header = new String(input, at, end - at, ISO_8859_1).split(": ?", 2);
      headers.add(
          new String[] {header[0].toLowerCase(Locale.ROOT), header.length == 1 ? "" : header[1]});
      at = Math.min(end + 1, input.length);
    }
    return new HeaderText(
        headers, Arrays.copyOfRange(input, Math.min(at + 1, input.length), input.length));
  }

  /** The request for an event, or null when headers cannot say it. */
  static @Nullable HeaderText of(Decoded event) {
    List<String[]> headers = new ArrayList<>();
    headers.add(new String[] {"ce-specversion", "1.0"});
    add(headers, "id", event.id());
    add(headers, "source", event.source());
    add(headers, "type", event.type());
    add(headers, "subject", event.subject());
    add(headers, "value", event.value());
    Long timeMillis = event.timeMillis();
    if (timeMillis != null) {
      add(headers, "time", Instant.ofEpochMilli(timeMillis).toString());
    }
    for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
      String name = attribute.getKey();
      boolean taken = headers.stream().anyMatch(header -> header[0].equals("ce-" + name));
      if (taken || !name.matches("[a-z0-9]+") || name.equals("time") || name.startsWith("data")) {
        return null;
      }
      add(headers, name, attribute.getValue());
    }
    return new HeaderText(headers, new byte[0]);
  }

  private static void add(List<String[]> headers, String name, String text) {
    StringBuilder value = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      value.append(String.format("%%%02X", b));
    }
    headers.add(new String[] {"ce-" + name, value.toString()});
  }

  @Override
  public @Nullable String get(String name) {
    for (String[] header : headers) {
      if (header[0].equals(name)) {
        return header[1];
      }
    }
    return null;
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    headers.forEach(header -> consumer.accept(header[0], header[1]));
  }
}
