package io.tallystick.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON object on each line; a column is a member, {@code a.b} a member of a member. */
final class JsonRecords implements RecordReader {

  private static final JsonFactory JSON = new JsonFactory();

  private final LineReader lines;
  private final Map<String, Integer> columns = new HashMap<>();
  private boolean nested;

  JsonRecords(LineReader lines) {
    this.lines = lines;
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public int column(String name) {
    nested |= name.indexOf('.') >= 0;
    return columns.computeIfAbsent(name, absent -> columns.size());
  }

  @Override
  public @Nullable JsonRecord next() throws IOException {
    byte[] line = lines.next();
    return line == null ? null : new JsonRecord(lines.number(), line, lines.isCut());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** One line; it is parsed when the first field is asked for. */
  final class JsonRecord implements InputRecord {

    private final long line;
    private final byte[] content;
    private final boolean cut;
    private @Nullable String @Nullable [] fields;

    JsonRecord(long line, byte[] content, boolean cut) {
      this.line = line;
      this.content = content;
      this.cut = cut;
    }

    @Override
    public long line() {
      return line;
    }

    /** The line as it is. */
    byte[] content() {
      return content;
    }

    @Override
    public int bytes() {
      return content.length;
    }

    @Override
    public String field(int column) {
      if (fields == null) {
        fields = parse();
      }
      String field = fields[column];
      return field == null ? "" : field;
    }

    @Override
    public String original() {
      return new String(content, StandardCharsets.UTF_8);
    }

    /** Checks that the line is one JSON object; tells whether it has members of these names. */
    boolean hasMember(String... names) {
      return parseWith(parser -> {
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          found |= List.of(names).contains(name);
          parser.nextToken();
          parser.skipChildren();
        }
        return found;
      });
    }

    private @Nullable String[] parse() {
      return parseWith(parser -> {
        @Nullable String[] values = new @Nullable String[columns.size()];
        readMembers(parser, "", values);
        return values;
      });
    }

    private void readMembers(JsonParser parser, String prefix, @Nullable String[] values)
        throws IOException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = prefix.isEmpty() ? parser.currentName() : prefix + parser.currentName();
        JsonToken token = parser.nextToken();
        Integer column = columns.get(name);
        if (column == null && token == JsonToken.START_OBJECT && nested) {
          readMembers(parser, name + ".", values);
        } else if (column == null) {
          parser.skipChildren();
        } else if (token.isScalarValue()) {
          values[column] = token == JsonToken.VALUE_NULL ? null : parser.getText();
        } else {
          throw new RefusedException(
              ErrorCode.WRONG_TYPE, name, "an object or a list", "a text or a number");
        }
      }
    }

    private <T> T parseWith(Reading<T> reading) {
      if (cut) {
        throw TabbedRecords.tooLong(LineReader.LINE_BYTES_MAX);
      }
      try (JsonParser parser = JSON.createParser(content)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw malformed("a JSON object on each line");
        }
        T read = reading.read(parser);
        if (parser.nextToken() != null) {
          throw malformed("nothing after the object");
        }
        return read;
      } catch (JsonProcessingException e) {
        throw malformed("JSON, " + e.getOriginalMessage());
      } catch (IOException e) {
        throw malformed("JSON in UTF-8, " + e.getMessage());
      }
    }

    private RefusedException malformed(String expected) {
      return new RefusedException(ErrorCode.MALFORMED_JSON, "line", original(), expected);
    }
  }

  private interface Reading<T> {
    T read(JsonParser parser) throws IOException;
  }
}
