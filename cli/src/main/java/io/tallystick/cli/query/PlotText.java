package io.tallystick.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer of {@code /v1/stats} with points, drawn with blocks. */
final class PlotText {

  /*
   * A column is one window, or, where there are more windows than columns, several: counts and sums
   * are added up then, of the other functions the largest is shown. What a column means is written
   * below the picture.
   */

  private static final int COLUMNS_MAX = 96;
  private static final int ROWS = 8;
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final int EIGHTHS = 8;

  private PlotText() {}

  /** A picture for each result and function, and below them what {@link AnswerText} says. */
  static String of(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    List<OffsetDateTime> windows = windows(answer);
    for (JsonNode result : answer.path("results")) {
      for (String function : List.of("count", "sum", "average", "min", "max")) {
        if (result.has(function)) {
          draw(text, answer, result, function, windows);
        }
      }
    }
    return text + AnswerText.worth(answer);
  }

  private static List<OffsetDateTime> windows(JsonNode answer) {
    OffsetDateTime end = OffsetDateTime.parse(answer.path("end").asText());
    List<OffsetDateTime> windows = new ArrayList<>();
    OffsetDateTime at = OffsetDateTime.parse(answer.path("start").asText());
    while (at.isBefore(end)) {
      windows.add(at);
      at = next(at, answer.path("granularity").asText());
    }
    return windows;
  }

  private static OffsetDateTime next(OffsetDateTime at, String granularity) {
    return switch (granularity) {
      case "minute" -> at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      case "hour" -> at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      case "day" -> at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      default ->
        LocalDate.of(at.getYear(), at.getMonth(), 1)
            .plusMonths(1)
            .atStartOfDay()
            .atOffset(ZoneOffset.UTC);
    };
  }

  private static void draw(
      StringBuilder text,
      JsonNode answer,
      JsonNode result,
      String function,
      List<OffsetDateTime> windows) {
    Map<OffsetDateTime, BigDecimal> points = new HashMap<>();
    for (JsonNode point : result.path("points")) {
      if (point.path(function).isNumber()) {
        points.put(
            OffsetDateTime.parse(point.path("start").asText()),
            point.path(function).decimalValue());
      }
    }
    int each = Math.max(1, (windows.size() + COLUMNS_MAX - 1) / COLUMNS_MAX);
    List<BigDecimal> columns = columns(windows, points, each, addsUp(function));
    BigDecimal most = columns.stream().reduce(BigDecimal.ZERO, BigDecimal::max);
    line(text, name(result) + function + " " + AnswerText.number(result.path(function)));
    String top = most.stripTrailingZeros().toPlainString();
    int margin = Math.max(1, top.length());
    for (int row = ROWS - 1; row >= 0; row--) {
      String label = row == ROWS - 1 ? top : row == 0 ? "0" : "";
      StringBuilder drawn = new StringBuilder(" ".repeat(margin - label.length()) + label + " ┤");
      for (BigDecimal column : columns) {
        drawn.append(block(column, most, row));
      }
      line(text, drawn.toString().stripTrailing());
    }
    line(
        text,
        " ".repeat(margin + 2) + answer.path("start").asText() + " … "
            + answer.path("end").asText() + ", a column is "
            + (each == 1 ? "one " : each + " times one ")
            + answer.path("granularity").asText());
    line(text, "");
  }

  private static boolean addsUp(String function) {
    return function.equals("count") || function.equals("sum");
  }

  private static List<BigDecimal> columns(
      List<OffsetDateTime> windows,
      Map<OffsetDateTime, BigDecimal> points,
      int each,
      boolean addsUp) {
    List<BigDecimal> columns = new ArrayList<>();
    for (int from = 0; from < windows.size(); from += each) {
      BigDecimal column = BigDecimal.ZERO;
      for (OffsetDateTime window : windows.subList(from, Math.min(windows.size(), from + each))) {
        @Nullable BigDecimal point = points.get(window);
        if (point != null) {
          column = addsUp ? column.add(point) : column.max(point);
        }
      }
      columns.add(column);
    }
    return columns;
  }

  /** The part of a column that is in one row; what is below zero is not drawn. */
  private static char block(BigDecimal value, BigDecimal most, int row) {
    if (most.signum() <= 0 || value.signum() <= 0) {
      return ' ';
    }
    int eighths = value
        .multiply(BigDecimal.valueOf((long) ROWS * EIGHTHS))
        .divide(most, 0, RoundingMode.CEILING)
        .intValue();
    return BLOCKS.charAt(Math.max(0, Math.min(EIGHTHS, eighths - row * EIGHTHS)));
  }

  private static String name(JsonNode result) {
    StringBuilder name = new StringBuilder();
    result.fields().forEachRemaining(member -> {
      if (member.getValue().isTextual()) {
        name.append(member.getKey())
            .append('=')
            .append(member.getValue().asText())
            .append(' ');
      }
    });
    return name.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append(System.lineSeparator());
  }
}
