package io.tallystick.app.canary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tallystick.core.event.TimeText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * What a node answers when it is asked for one series.
 *
 * @param count of its events
 * @param sum of their values
 * @param asOfMillis everything that was acknowledged before is in it, or holds back what follows
 * @param settledUntilMillis before which nothing that was accepted can change anything
 * @param partial whether a part is missing
 */
record CanaryCount(
    BigDecimal count, BigDecimal sum, long asOfMillis, long settledUntilMillis, boolean partial) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads the body of an answer of {@code /v1/stats}.
   *
   * @throws IOException when it is none
   */
  static CanaryCount of(String body) throws IOException {
    BigDecimal count = null;
    BigDecimal sum = null;
    long asOf = TimeText.NONE;
    long settled = TimeText.NONE;
    Boolean partial = null;
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = json.currentName();
        if (token.isNumeric() && "count".equals(name)) {
          count = json.getDecimalValue();
        } else if (token.isNumeric() && "sum".equals(name)) {
          sum = json.getDecimalValue();
        } else if (token == JsonToken.VALUE_STRING && "asOf".equals(name)) {
          asOf = time(json.getText());
        } else if (token == JsonToken.VALUE_STRING && "settledUntil".equals(name)) {
          settled = time(json.getText());
        } else if (token.isBoolean() && "partial".equals(name)) {
          partial = json.getBooleanValue();
        }
      }
    }
    if (count == null
        || sum == null
        || asOf == TimeText.NONE
        || settled == TimeText.NONE
        || partial == null) {
      throw new IOException(
          "answer: " + body + " (expected: a count, a sum and how fresh they are)");
    }
    return new CanaryCount(count, sum, asOf, settled, partial);
  }

  private static long time(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return TimeText.parse(bytes, 0, bytes.length);
  }

  /** The same numbers. */
  boolean isSame(BigDecimal otherCount, BigDecimal otherSum) {
    return count.compareTo(otherCount) == 0 && sum.compareTo(otherSum) == 0;
  }
}
