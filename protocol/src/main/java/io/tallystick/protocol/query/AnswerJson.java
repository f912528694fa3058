package io.tallystick.protocol.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.StatsAnswer;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.query.TopAnswer;
import io.tallystick.core.rollup.Freshness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of {@code /v1/stats} and {@code /v1/top}. Numbers are JSON numbers with every digit
 * and without an exponent; a number that does not exist is null. Stateless and thread-safe.
 */
public final class AnswerJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private AnswerJson() {}

  /** The document of {@code answer}, in UTF-8. */
  public static byte[] stats(StatsAnswer answer) {
    StatsQuery query = answer.query();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", query.type());
      writeRange(json, query.range());
      if (query.granularity() != null) {
        json.writeStringField("granularity", query.granularity().text());
      }
      json.writeArrayFieldStart("results");
      for (StatsAnswer.Result result : answer.results()) {
        json.writeStartObject();
        // the total of a type has no values
        writeValues(json, query.dimension().names(), result.values());
        writeNumbers(json, query.functions(), result.numbers());
        if (query.granularity() != null) {
          writePoints(json, query.functions(), result.points());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      writeFreshness(json, answer.freshness());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The document of {@code answer}, in UTF-8. */
  public static byte[] top(TopAnswer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    List<Function> functions = List.of(answer.query().function());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", answer.query().type());
      writeRange(json, answer.query().range());
      json.writeArrayFieldStart("results");
      for (TopAnswer.Result result : answer.results()) {
        json.writeStartObject();
        writeValues(json, answer.query().dimension().names(), result.values());
        writeNumbers(json, functions, List.of(result.number()));
        json.writeEndObject();
      }
      json.writeEndArray();
      writeFreshness(json, answer.freshness());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeRange(JsonGenerator json, @Nullable TimeRange range) throws IOException {
    if (range != null) {
      json.writeStringField("start", UtcText.ofMinute(range.start()));
      json.writeStringField("end", UtcText.ofMinute(range.end()));
    }
  }

  private static void writeValues(JsonGenerator json, List<String> names, List<String> values)
      throws IOException {
    for (int i = 0; i < values.size(); i++) {
      json.writeStringField(names.get(i), values.get(i));
    }
  }

  private static void writeNumbers(
      JsonGenerator json, List<Function> functions, List<@Nullable BigDecimal> numbers)
      throws IOException {
    for (int i = 0; i < numbers.size(); i++) {
      json.writeFieldName(functions.get(i).text());
      BigDecimal number = numbers.get(i);
      if (number == null) {
        json.writeNull();
      } else {
        json.writeNumber(number);
      }
    }
  }

  private static void writePoints(
      JsonGenerator json, List<Function> functions, List<StatsAnswer.Point> points)
      throws IOException {
    json.writeArrayFieldStart("points");
    for (StatsAnswer.Point point : points) {
      json.writeStartObject();
      json.writeStringField("start", UtcText.ofMinute(point.start()));
      writeNumbers(json, functions, point.numbers());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFreshness(JsonGenerator json, Freshness freshness) throws IOException {
    json.writeStringField("asOf", UtcText.ofMillis(freshness.asOfMillis()));
    json.writeStringField("settledUntil", UtcText.ofMillis(freshness.settledUntilMillis()));
    json.writeBooleanField("partial", freshness.partial());
  }
}
