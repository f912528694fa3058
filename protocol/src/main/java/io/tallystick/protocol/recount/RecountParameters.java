package io.tallystick.protocol.recount;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.protocol.query.ParameterReader;
import io.tallystick.protocol.query.UtcText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query parameters of {@code POST /v1/recounts}. Stateless and thread-safe. */
public final class RecountParameters {

  private static final List<String> WORDS = List.of("start", "end", "type", "repair");
  private static final String ONCE = "once";

  private RecountParameters() {}

  /**
   * Reads what is to be recounted.
   *
   * @throws RefusedException when there is anything wrong
   */
  public static RecountRequest read(Map<String, List<String>> parameters) {
    ParameterReader reader = new ParameterReader(parameters);
    reader.checkNames(WORDS, List.of());
    Integer start = minute(reader, "start");
    Integer end = minute(reader, "end");
    if (start != null && end != null && start >= end) {
      reader.refuse(
          ErrorCode.INVALID_RANGE,
          "end",
          UtcText.ofMinute(end),
          "after start " + UtcText.ofMinute(start) + ", which is included while end is not");
    }
    String type = reader.one("type", ONCE);
    if (type != null && type.isEmpty()) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER, "type", "empty", "an event type, such as type=view");
    }
    String repair = reader.one("repair", ONCE);
    if (repair != null && !repair.equals("true") && !repair.equals("false")) {
      reader.refuse(
          ErrorCode.INVALID_PARAMETER,
          "repair",
          repair.isEmpty() ? "empty" : repair,
          "true or false");
    }
    reader.finish();
    return new RecountRequest(
        start != null && start == Calendar.MINUTE_MIN ? null : start,
        end,
        type,
        Boolean.parseBoolean(repair));
  }

  private static @Nullable Integer minute(ParameterReader reader, String name) {
    String text = reader.one(name, ONCE);
    return text == null ? null : reader.minute(name, text);
  }
}
