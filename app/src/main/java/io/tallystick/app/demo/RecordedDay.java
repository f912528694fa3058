package io.tallystick.app.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The edits of Wikipedia on 2015-09-12, as Apache Druid ships them: one JSON object a line, sorted
 * by time. An edit becomes an event in the plain JSON form: the page is the subject, the characters
 * that were added are the value, and the number of the line is the id.
 */
final class RecordedDay {

  static final Instant START = Instant.parse("2015-09-12T00:00:00Z");
  static final Instant END = Instant.parse("2015-09-13T00:00:00Z");

  private static final String RESOURCE = "/wikipedia/wikiticker-2015-09-12-sampled.json.gz";
  private static final int SLICE_SECONDS = 10 * 60;

  /**
   * The edits of ten recorded minutes.
   *
   * @param end of the ten minutes
   * @param edits how many
   * @param events they as NDJSON
   */
  record Slice(Instant end, int edits, byte[] events) {}

  private static final JsonFactory JSON = new JsonFactory();

  private RecordedDay() {}

  /** The whole day in the order of time; ten minutes without an edit have no slice. */
  static List<Slice> slices() throws IOException {
    List<Slice> slices = new ArrayList<>();
    try (InputStream file = open();
        JsonParser lines =
            JSON.createParser(new BufferedInputStream(new GZIPInputStream(file), 1 << 16))) {
      ByteArrayOutputStream events = new ByteArrayOutputStream(1 << 16);
      long end = START.getEpochSecond();
      int edits = 0;
      int line = 0;
      while (lines.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> edit = read(lines);
        long second = Instant.parse(edit.get("time")).getEpochSecond();
        if (second >= end) {
          if (edits > 0) {
            slices.add(new Slice(Instant.ofEpochSecond(end), edits, events.toByteArray()));
          }
          events.reset();
          edits = 0;
          end = second - Math.floorMod(second, SLICE_SECONDS) + SLICE_SECONDS;
        }
        line++;
        edits++;
        write(line, edit, events);
      }
      slices.add(new Slice(Instant.ofEpochSecond(end), edits, events.toByteArray()));
    }
    return slices;
  }

  private static InputStream open() throws IOException {
    InputStream file = RecordedDay.class.getResourceAsStream(RESOURCE);
    if (file == null) {
      throw new FileNotFoundException(
          RESOURCE + ": missing (expected: fetched by the build; delete app/target and try again)");
    }
    return file;
  }

  /** The members of one line as text, without those that are null. */
  private static Map<String, String> read(JsonParser lines) throws IOException {
    Map<String, String> edit = new HashMap<>();
    while (lines.nextToken() != JsonToken.END_OBJECT) {
      String name = lines.currentName();
      if (lines.nextToken() != JsonToken.VALUE_NULL) {
        edit.put(name, lines.getText());
      }
    }
    return edit;
  }

  private static void write(int line, Map<String, String> edit, ByteArrayOutputStream events)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(events)) {
      json.writeStartObject();
      json.writeStringField("source", "wikipedia");
      json.writeStringField("id", "2015-09-12/" + line);
      json.writeStringField("type", "edit");
      json.writeStringField("subject", edit.get("page"));
      json.writeStringField("time", edit.get("time"));
      json.writeNumberField("value", Integer.parseInt(edit.getOrDefault("added", "0")));
      json.writeObjectFieldStart("attributes");
      json.writeStringField("wiki", edit.get("channel"));
      if (edit.containsKey("countryIsoCode")) {
        json.writeStringField("country", edit.get("countryIsoCode"));
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    events.write('\n');
  }
}
