package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes valid events at random, and breaks them: everything follows from one seed. */
final class RandomBodies {

  private static final String[] TEXTS = {
    "A",
    "view",
    "web",
    "e-1",
    "0123456789abcdef0123456789abcdef",
    "watch time",
    "/shop/cart?x=1#y",
    "Zürich",
    "日本語",
    "😀 smile",
    "a\u007fb",
    "ends with e\u0301",
    "x".repeat(200),
    "\ufeff",
    "{}[],:"
  };
  private static final String[] JSON_ESCAPES = {"\\n", "\\u0041", "\\\"", "\\ud83d\\ude00", "\\\\"};
  private static final String[] NUMBERS = {
    "1",
    "0",
    "-0",
    "12.50",
    "-3",
    "1e3",
    "1E-2",
    "0.000000001",
    "999999999999999999",
    "1e40",
    "0.1e1"
  };
  private static final String[] TIMES = {
    "1795342530123",
    "-5",
    "\"2026-11-22T10:15:30Z\"",
    "\"2026-11-22t10:15:30.123456+05:30\"",
    "\"1969-12-31T23:59:59.9z\""
  };
  private static final String[] SOURCES = {
    "web", "/sensors/7", "https://a.example/x?y=%20#z", "urn:a:b"
  };
  private static final String[] EXTENSIONS = {"country", "device7", "traceparent", "datas"};
  private static final String[] TOKENS = {
    "null",
    "true",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "1e999",
    "\\u12",
    "\n",
    "\r\n",
    "\u0000",
    "é",
    "\"id\":\"x\",",
    "{\"id\":\"x\"}",
    " ",
    "-",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\"\""
  };

  private final Random random;

  RandomBodies(long seed) {
    random = new Random(seed);
  }

  /** A valid plain event; {@code usual}: as the fast path reads it. */
  String plainEvent(boolean usual) {
    List<String> members = new ArrayList<>();
    members.add(member("type", text(usual)));
    members.add(member("subject", text(usual)));
    maybe(members, member("source", text(usual)));
    maybe(members, member("id", text(usual)));
    maybe(members, member("time", pick(TIMES)));
    maybe(members, member("value", number(usual)));
    maybe(members, member("attributes", attributes(usual)));
    if (!usual && random.nextInt(8) == 0) {
      members.add(
          pick(new String[] {"\"id\":null", "\"x\":1", "\"type\":\"again\"", "\"value\":[]"}));
    }
    return object(members);
  }

  /** A valid CloudEvent in the JSON format; {@code usual}: as the fast path reads it. */
  String cloudEvent(boolean usual) {
    List<String> members = new ArrayList<>();
    members.add(member("specversion", "\"1.0\""));
    members.add(member("id", text(usual)));
    members.add(member("source", '"' + pick(SOURCES) + '"'));
    members.add(member("type", text(usual)));
    members.add(member("subject", text(usual)));
    maybe(members, member("time", TIMES[2 + random.nextInt(3)]));
    maybe(members, member("datacontenttype", "\"application/json\""));
    maybe(members, member(pick(EXTENSIONS), text(usual)));
    boolean both = !usual && random.nextInt(4) == 0;
    boolean extension = random.nextBoolean();
    if (extension || both) {
      members.add(member("value", '"' + pick(NUMBERS).replace("1e40", "7") + '"'));
    }
    if (!extension || both) {
      List<String> data = new ArrayList<>();
      data.add(member("value", number(usual)));
      maybe(data, member("attributes", attributes(usual)));
      maybe(members, member("data", object(data)));
    }
    if (!usual && random.nextInt(4) == 0) {
      members.add(pick(new String[] {
        "\"data\":[1]",
        "\"UP\":1",
        "\"n\":5",
        "\"data_base64\":\"e30=\"",
        "\"dataschema\":\"x:y\"",
        "\"value\":5",
        "\"time\":5",
        "\"attributes\":{}",
        "\"value\":2.5"
      }));
    }
    return object(members);
  }

  /** One event, plain or CloudEvent. */
  String jsonEvent(boolean usual) {
    return random.nextInt(3) == 0 ? cloudEvent(usual) : plainEvent(usual);
  }

  Event protobufEvent() {
    Event.Builder event = Event.newBuilder().setType(pick(TEXTS)).setSubject(pick(TEXTS));
    if (random.nextBoolean()) {
      event.setSource(pick(TEXTS)).setId(pick(TEXTS));
    }
    if (random.nextBoolean()) {
      event.setTimeMillis(random.nextLong());
    }
    if (random.nextBoolean()) {
      event.setValueUnscaled(random.nextLong() >> random.nextInt(64));
      event.setValueScale(random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(12));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      event.putAttributes(pick(TEXTS), pick(TEXTS));
    }
    if (random.nextInt(5) == 0) {
      event.setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
          .addField(
              9 + random.nextInt(20),
              com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                  .addVarint(random.nextLong())
                  .addFixed32(random.nextInt())
                  .addFixed64(random.nextLong())
                  .addLengthDelimited(ByteString.copyFromUtf8(pick(TEXTS)))
                  .build())
          .build());
    }
    return event.build();
  }

  /** A valid body of that form, of a few events. */
  byte[] body(EventForm form) {
    int count = 1 + random.nextInt(5);
    if (form == EventForm.PROTOBUF) {
      EventBatch.Builder batch = EventBatch.newBuilder();
      for (int i = 0; i < count; i++) {
        batch.addEvents(protobufEvent());
      }
      return batch.build().toByteArray();
    }
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean usual = random.nextBoolean();
      events.add(
          form == EventForm.JSON || form == EventForm.NDJSON
              ? jsonEvent(usual)
              : cloudEvent(usual));
    }
    switch (form) {
      case NDJSON:
        return String.join("\n", events).getBytes(UTF_8);
      case CLOUD_EVENT:
        return events.get(0).getBytes(UTF_8);
      case CLOUD_EVENT_BINARY:
        return "{\"value\":\"1.5\",\"attributes\":{\"country\":\"DE\"},\"other\":[{}]}"
            .getBytes(UTF_8);
      default:
        return ("[" + String.join(" , ", events) + "]").getBytes(UTF_8);
    }
  }

  /** The body with one to three random changes. */
  byte[] mutate(byte[] body) {
    byte[] mutated = body;
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated = mutateOnce(mutated);
    }
    return mutated;
  }

  private byte[] mutateOnce(byte[] body) {
    int at = random.nextInt(body.length + 1);
    int end = Math.min(body.length, at + random.nextInt(6));
    byte[] inserted;
    switch (random.nextInt(7)) {
      case 0:
        inserted = new byte[] {(byte) random.nextInt(256)};
        end = Math.min(body.length, at + 1);
        break;
      case 1:
        inserted = pick(TOKENS).getBytes(UTF_8);
        end = at;
        break;
      case 2:
        inserted = pick(TOKENS).getBytes(UTF_8);
        break;
      case 3:
        inserted = new byte[0];
        break;
      case 4:
        inserted = new byte[0];
        end = body.length;
        break;
      case 5:
        // the same bytes twice
        end = at;
        int from = random.nextInt(body.length + 1);
        inserted = java.util.Arrays.copyOfRange(
            body, from, Math.min(body.length, from + random.nextInt(40)));
        break;
      default:
        inserted =
            at < body.length ? new byte[] {(byte) (body[at] ^ 1 << random.nextInt(8))} : body;
        end = Math.min(body.length, at + 1);
    }
    ByteArrayOutputStream mutated = new ByteArrayOutputStream();
    mutated.write(body, 0, at);
    mutated.write(inserted, 0, inserted.length);
    mutated.write(body, end, body.length - end);
    return mutated.toByteArray();
  }

  Random random() {
    return random;
  }

  private String attributes(boolean usual) {
    List<String> members = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String value = usual || random.nextInt(3) > 0 ? text(usual) : pick(NUMBERS);
      members.add(member(pick(TEXTS).replace("\\", "") + i, value));
    }
    return object(members);
  }

  private String text(boolean usual) {
    String text = pick(TEXTS);
    if (!usual && random.nextInt(3) == 0) {
      int at =
          text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
      text = text.substring(0, at) + pick(JSON_ESCAPES) + text.substring(at);
    }
    return '"' + text + '"';
  }

  private String number(boolean usual) {
    String number = usual ? NUMBERS[random.nextInt(9)] : pick(NUMBERS);
    return random.nextBoolean() ? number : '"' + number + '"';
  }

  private String member(String name, String value) {
    return '"' + name + '"' + space() + ':' + space() + value;
  }

  private String object(List<String> members) {
    Collections.shuffle(members, random);
    return "{" + space() + String.join(space() + "," + space(), members) + space() + "}";
  }

  private String space() {
    return random.nextInt(4) == 0 ? pick(new String[] {" ", "\t", "\r", "  "}) : "";
  }

  private void maybe(List<String> members, String member) {
    if (random.nextInt(3) > 0) {
      members.add(member);
    }
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
