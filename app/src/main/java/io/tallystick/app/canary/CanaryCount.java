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
 * @param settledUntilMillis before which nothing that was accepted can change anything
 * @param partial whether a part is missing
 */
record CanaryCount(BigDecimal count, BigDecimal sum, long settledUntilMillis, boolean partial) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads the body of an answer of {@code /v1/stats}.
   *
   * @throws IOException when it is none
   */
  static CanaryCount of(String body) throws IOException {
    BigDecimal count = null;
    BigDecimal sum = null;
    long settled = TimeText.NONE;
    Boolean partial = null;
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = json.currentName();
        if (token.isNumeric() && "count".equals(name)) {
          count = json.getDecimalValue();
        } else if (token.isNumeric() && "sum".equals(name)) {
          sum = json.getDecimalValue();
        } else if (token == JsonToken.VALUE_STRING && "settledUntil".equals(name)) {
          byte[] text = json.getText().getBytes(StandardCharsets.UTF_8);
          settled = TimeText.parse(text, 0, text.length);
        } else if (token.isBoolean() && "partial".equals(name)) {
          partial = json.getBooleanValue();
        }
      }
    }
    if (count == null || sum == null || settled == TimeText.NONE || partial == null) {
      throw new IOException(
          "answer: " + body + " (expected: a count, a sum and how fresh they are)");
    }
    return new CanaryCount(count, sum, settled, partial);
  }

  /** The same numbers. */
  boolean isSame(BigDecimal otherCount, BigDecimal otherSum) {
    return count.compareTo(otherCount) == 0 && sum.compareTo(otherSum) == 0;
  }
}
