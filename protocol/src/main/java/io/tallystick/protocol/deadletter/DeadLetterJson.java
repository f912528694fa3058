package io.tallystick.protocol.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.query.EventJson;
import io.tallystick.protocol.query.UtcText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of the calls below {@code /v1/dead-letters}. Stateless and thread-safe. */
public final class DeadLetterJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /**
   * What became of one id.
   *
   * @param result of the call; null when the edit was refused before
   * @param refusal why the edit was refused; null when it was not
   */
  public record Item(
      DeadLetterId id,
      DeadLetters.@Nullable Result result,
      @Nullable Refusal refusal) {}

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private DeadLetterJson() {}

  /** A page of dead letters, and how many there are of each reason. */
  public static byte[] page(
      List<DeadLetterCount> counts, DeadLetter.State state, DeadLetters.Page page) {
    return object(json -> {
      writeCounts(json, counts);
      json.writeStringField("state", state.text());
      json.writeArrayFieldStart("deadLetters");
      for (DeadLetter letter : page.letters()) {
        writeLetter(json, letter);
      }
      json.writeEndArray();
      writeNext(json, page.next());
    });
  }

  /** One dead letter. */
  public static byte[] letter(DeadLetter letter) {
    return written(json -> writeLetter(json, letter));
  }

  /**
   * What became of each id.
   *
   * @param next where to go on; null at the end
   */
  public static byte[] results(List<Item> items, DeadLetters.@Nullable Cursor next) {
    return object(json -> {
      json.writeArrayFieldStart("results");
      for (Item item : items) {
        writeItem(json, item);
      }
      json.writeEndArray();
      writeNext(json, next);
    });
  }

  /** The event of a dead letter as a line of NDJSON, as it can be sent. */
  public static byte[] line(DeadLetter letter) {
    byte[] json = written(generator -> EventJson.write(generator, letter.event()));
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  private static void writeCounts(JsonGenerator json, List<DeadLetterCount> counts)
      throws IOException {
    json.writeObjectFieldStart("total");
    json.writeNumberField(
        "open", counts.stream().mapToLong(DeadLetterCount::open).sum());
    json.writeNumberField(
        "replayed", counts.stream().mapToLong(DeadLetterCount::replayed).sum());
    json.writeNumberField(
        "discarded", counts.stream().mapToLong(DeadLetterCount::discarded).sum());
    json.writeEndObject();
    json.writeArrayFieldStart("reasons");
    for (DeadLetterCount count : counts) {
      json.writeStartObject();
      json.writeStringField("reason", count.reason().text());
      json.writeNumberField("open", count.open());
      json.writeNumberField("replayed", count.replayed());
      json.writeNumberField("discarded", count.discarded());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLetter(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", letter.id().toString());
    json.writeStringField("state", letter.state().text());
    json.writeStringField("reason", letter.reason().text());
    json.writeStringField("message", letter.message());
    json.writeNumberField("partition", letter.partition());
    json.writeNumberField("offset", letter.offset());
    json.writeStringField("arrivedAt", UtcText.ofMillis(letter.arrivalMillis()));
    json.writeFieldName("event");
    EventJson.write(json, letter.event());
    json.writeStringField(
        "replayOf",
        letter.replayOf() == DeadLetter.NO_REPLAY
            ? null
            : new DeadLetterId(letter.partition(), letter.replayOf()).toString());
    json.writeFieldName("closing");
    writeClosing(json, letter);
    json.writeEndObject();
  }

  private static void writeClosing(JsonGenerator json, DeadLetter letter) throws IOException {
    DeadLetter.Closing closing = letter.closing();
    if (closing == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringField("at", UtcText.ofMillis(closing.closedMillis()));
    json.writeStringField("note", closing.note());
    json.writeFieldName("replayOffset");
    if (closing.replayOffset() == DeadLetter.NO_REPLAY) {
      json.writeNull();
    } else {
      json.writeNumber(closing.replayOffset());
    }
    json.writeFieldName("edited");
    Event replayed = closing.replayed();
    if (replayed == null || replayed.equals(letter.event())) {
      json.writeNull();
    } else {
      EventJson.write(json, replayed);
    }
    json.writeEndObject();
  }

  private static void writeItem(JsonGenerator json, Item item) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", item.id().toString());
    DeadLetters.Result result = item.result();
    Refusal refusal = item.refusal();
    json.writeStringField(
        "outcome", result == null ? "rejected" : result.outcome().text());
    DeadLetter letter = result == null ? null : result.letter();
    DeadLetter.Closing closing = letter == null ? null : letter.closing();
    json.writeFieldName("replayOffset");
    if (closing == null || closing.replayOffset() == DeadLetter.NO_REPLAY) {
      json.writeNull();
    } else {
      json.writeNumber(closing.replayOffset());
    }
    DeadLetter again = result == null ? null : result.again();
    json.writeStringField("deadLetter", again == null ? null : again.id().toString());
    json.writeStringField("code", refusal == null ? null : refusal.code().code());
    json.writeStringField("message", message(again, refusal));
    json.writeEndObject();
  }

  private static @Nullable String message(@Nullable DeadLetter again, @Nullable Refusal refusal) {
    if (refusal != null) {
      return refusal.message();
    }
    return again == null ? null : again.message();
  }

  private static void writeNext(JsonGenerator json, DeadLetters.@Nullable Cursor next)
      throws IOException {
    json.writeStringField("next", next == null ? null : next.toString());
  }

  private static byte[] object(Body members) {
    return written(json -> {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    });
  }

  private static byte[] written(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
