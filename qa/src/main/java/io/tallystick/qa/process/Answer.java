package io.tallystick.qa.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;

/** What a node answered. */
public record Answer(int status, String body) {

  /* Every digit counts: no number may pass through floating point. */
  private static final ObjectMapper JSON = new ObjectMapper()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

  /** The body as JSON, with decimals as they were written. */
  public JsonNode json() throws IOException {
    return JSON.readTree(body);
  }
}
