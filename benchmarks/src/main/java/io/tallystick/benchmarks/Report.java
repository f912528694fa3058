package io.tallystick.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The figures of one benchmark, in order: a table for people, one JSON object for programs. */
final class Report {

  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String title;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final List<String[]> rows = new ArrayList<>();

  Report(String title) {
    this.title = title;
  }

  /** Adds a figure; a fraction is rounded to four digits. */
  Report add(String key, String label, @Nullable Object value) {
    Object kept = value;
    if (value instanceof Double number) {
      BigDecimal rounded = BigDecimal.valueOf(number).round(FOUR_DIGITS);
      kept = rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
    values.put(key, kept);
    rows.add(new String[] {label, text(kept)});
    return this;
  }

  /** Adds two percentiles of a histogram of microseconds, in milliseconds. */
  Report addMillis(String key, String label, Histogram micros) {
    boolean none = micros.getTotalCount() == 0;
    for (int percentile : new int[] {50, 99}) {
      Double millis = none ? null : micros.getValueAtPercentile(percentile) / 1000.0;
      add(key + "P" + percentile + "Millis", label + " p" + percentile + ", ms", millis);
    }
    return this;
  }

  /** Adds what a later reader needs to judge the figures. */
  Report addCircumstances(long seed) {
    add("machine", "machine", Circumstances.machine());
    add("javaVersion", "Java", Circumstances.java());
    add("commit", "commit", Circumstances.commit());
    return add("seed", "seed", seed);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Boolean yes) {
      return yes ? "yes" : "NO";
    }
    if (value instanceof BigDecimal number) {
      return number.scale() > 0 ? number.toPlainString() : String.format("%,d", number.longValue());
    }
    return value instanceof Number number
        ? String.format("%,d", number.longValue())
        : value.toString();
  }

  void print(PrintWriter out, boolean asJson) {
    if (asJson) {
      try {
        out.println(JSON.writeValueAsString(values));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    } else {
      out.println(title);
      int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
      for (String[] row : rows) {
        out.printf("  %-" + width + "s  %s%n", row[0], row[1]);
      }
    }
    out.flush();
  }
}
