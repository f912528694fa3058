package io.tallystick.protocol.query;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.Suggestion;
import io.tallystick.core.event.TimeText;
import io.tallystick.core.query.Function;
import io.tallystick.core.query.Granularity;
import io.tallystick.core.query.TimeRange;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request and what is wrong with them. Every reading method notes its problem
 * and returns a stand-in, so that all problems of a request are found; {@link #finish} then refuses.
 */
public final class ParameterReader {

  static final String TIME_FORMS = "RFC 3339 or epoch milliseconds";

  private static final int NAME_SHOWN_MAX = 64;
  private static final int TEXT_BYTES_MAX = 65_535;

  private final Map<String, List<String>> parameters;
  private final List<Refusal> refusals = new ArrayList<>();

  public ParameterReader(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /** Notes a problem. */
  public void refuse(ErrorCode code, String name, String value, String expected) {
    refusals.add(Refusal.of(code, name, value, expected));
  }

  /**
   * Refuses when there was a problem: with the code that comes first in {@link ErrorCode} and the
   * messages of all.
   */
  public void finish() {
    if (!refusals.isEmpty()) {
      refusals.sort(Comparator.comparing(Refusal::code));
      String messages = refusals.stream().map(Refusal::message).collect(Collectors.joining("; "));
      throw new RefusedException(new Refusal(refusals.get(0).code(), messages));
    }
  }

  /** Notes every parameter that is neither a word of the call nor the name of a dimension. */
  public void checkNames(List<String> words, List<String> dimensionNames) {
    List<String> known = new ArrayList<>(words);
    known.addAll(dimensionNames);
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        String shown =
            name.length() > NAME_SHOWN_MAX ? name.substring(0, NAME_SHOWN_MAX) + "…" : name;
        refuse(
            ErrorCode.UNKNOWN_PARAMETER,
            shown,
            "unknown",
            Suggestion.of(name, known).map(near -> near + "? ").orElse("") + "one of "
                + String.join(", ", words)
                + (dimensionNames.isEmpty()
                    ? ""
                    : ", or of the declared dimensions " + String.join(", ", dimensionNames)));
      }
    }
  }

  /** All values of a parameter; none when it is missing. */
  public List<String> all(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    for (String value : values) {
      if (value.getBytes(StandardCharsets.UTF_8).length > TEXT_BYTES_MAX) {
        refuse(ErrorCode.INVALID_PARAMETER, name, value, "at most " + TEXT_BYTES_MAX + " bytes");
      } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        refuse(ErrorCode.INVALID_PARAMETER, name, value, "whole surrogate pairs");
      } else if (value.isEmpty() && name.equals(Dimension.SUBJECT_NAME)) {
        refuse(ErrorCode.INVALID_PARAMETER, name, "empty", "a subject, such as subject=A");
      }
    }
    return values;
  }

  /** The only value of a parameter, or null when it is missing. */
  public @Nullable String one(String name, String several) {
    List<String> values = all(name);
    if (values.size() > 1) {
      refuse(ErrorCode.INVALID_PARAMETER, name, values.size() + " times", several);
    }
    return values.isEmpty() ? null : values.get(0);
  }

  /** The event type. */
  String type() {
    String type = one("type", "once");
    if (type == null) {
      refuse(ErrorCode.MISSING_PARAMETER, "type", "missing", "an event type, such as type=view");
    } else if (type.isEmpty()) {
      refuse(ErrorCode.INVALID_PARAMETER, "type", "empty", "an event type, such as type=view");
    }
    return type == null ? "" : type;
  }

  /** The functions, {@code count} when none is asked for. */
  List<Function> functions(int functionsMax) {
    String several = functionsMax > 1 ? "once, several with commas" : "once";
    String text = one("function", several);
    if (text == null) {
      return List.of(Function.COUNT);
    }
    String names =
        Arrays.stream(Function.values()).map(Function::text).collect(Collectors.joining(", "));
    List<Function> functions = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      Function function = Function.of(name);
      if (function == null || functions.contains(function)) {
        refuse(
            ErrorCode.INVALID_PARAMETER,
            "function",
            name.isEmpty() ? "empty" : name,
            functionsMax > 1 ? "each at most once of " + names : "one of " + names);
        return functions;
      }
      functions.add(function);
    }
    if (functions.size() > functionsMax) {
      refuse(ErrorCode.INVALID_PARAMETER, "function", text, "one of " + names);
    }
    return functions;
  }

  /** The granularity, or null. */
  @Nullable
  Granularity granularity() {
    String text = one("granularity", "once");
    Granularity granularity = text == null ? null : Granularity.of(text);
    if (text != null && granularity == null) {
      refuse(
          ErrorCode.INVALID_PARAMETER,
          "granularity",
          text.isEmpty() ? "empty" : text,
          "one of "
              + Arrays.stream(Granularity.values())
                  .map(Granularity::text)
                  .collect(Collectors.joining(", ")));
    }
    return granularity;
  }

  /** A whole number from 1 to {@code max}. */
  public int number(String name, int missing, int max) {
    String text = one(name, "once");
    if (text == null) {
      return missing;
    }
    // nine digits always fit
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > max) {
      refuse(ErrorCode.INVALID_PARAMETER, name, text.isEmpty() ? "empty" : text, "1 to " + max);
      return missing;
    }
    return number;
  }

  /** The range, or null when neither end is given. */
  public @Nullable TimeRange range() {
    return range("for all time");
  }

  /**
   * The range, or null when neither end is given.
   *
   * @param withoutBoth what that means
   */
  public @Nullable TimeRange range(String withoutBoth) {
    String startText = one("start", "once");
    String endText = one("end", "once");
    if (startText == null && endText == null) {
      return null;
    }
    Integer start =
        startText == null ? missing("start", "end", withoutBoth) : minute("start", startText);
    Integer end = endText == null ? missing("end", "start", withoutBoth) : minute("end", endText);
    if (start == null || end == null) {
      return null;
    }
    if (start >= end) {
      refuse(
          ErrorCode.INVALID_RANGE,
          "end",
          UtcText.ofMinute(end),
          "after start " + UtcText.ofMinute(start) + ", which is included while end is not");
      return null;
    }
    return new TimeRange(start, end);
  }

  private @Nullable Integer missing(String name, String other, String withoutBoth) {
    refuse(
        ErrorCode.MISSING_PARAMETER,
        name,
        "missing",
        "together with " + other + ", " + TIME_FORMS + "; neither of them " + withoutBoth);
    return null;
  }

  /** A whole minute, since the epoch; null when {@code text} is none. */
  public @Nullable Integer minute(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long millis = TimeText.parse(bytes, 0, bytes.length);
    if (millis == TimeText.NONE) {
      String plus = text.indexOf(' ') > 0 ? "; a + is written %2B in a query" : "";
      refuse(
          ErrorCode.INVALID_PARAMETER,
          name,
          text.isEmpty() ? "empty" : text,
          TIME_FORMS + ", such as 2026-11-22T10:15:00Z" + plus);
      return null;
    }
    long nearest =
        Math.floorDiv(millis + Calendar.MILLIS_PER_MINUTE / 2, Calendar.MILLIS_PER_MINUTE);
    if (nearest < Calendar.MINUTE_MIN || nearest > Calendar.MINUTE_END) {
      refuse(
          ErrorCode.INVALID_PARAMETER,
          name,
          text,
          UtcText.ofMinute(Calendar.MINUTE_MIN) + " to " + UtcText.ofMinute(Calendar.MINUTE_END));
      return null;
    }
    if (nearest * Calendar.MILLIS_PER_MINUTE != millis) {
      refuse(
          ErrorCode.INVALID_PARAMETER,
          name,
          text,
          "a whole minute, the nearest is " + UtcText.ofMinute((int) nearest));
      return null;
    }
    return (int) nearest;
  }
}
