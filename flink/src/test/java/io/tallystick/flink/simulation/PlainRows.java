package io.tallystick.flink.simulation;

import io.tallystick.core.event.Event;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows as text, added up event by event: slow and hard to get wrong. */
final class PlainRows {

  /** Count, sum, smallest and largest value of a window. */
  private record Window(long count, BigDecimal sum, BigDecimal min, BigDecimal max) {

    Window plus(Window other) {
      return new Window(
          count + other.count, sum.add(other.sum), min.min(other.min), max.max(other.max));
    }

    String text() {
      return count + " " + plain(sum) + " " + plain(min) + " " + plain(max);
    }

    private static String plain(BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
  }

  private PlainRows() {}

  /** Every row that {@code events} make, window by window. */
  static Map<String, String> of(Collection<Event> events, List<Dimension> dimensions) {
    Map<String, TreeMap<Integer, Window>> rows = new TreeMap<>();
    for (Event event : events) {
      int minute = (int) Math.floorDiv(event.timeMillis(), 60_000L);
      Window one = new Window(1, event.value(), event.value(), event.value());
      for (Dimension dimension : dimensions) {
        List<String> values = new ArrayList<>();
        for (String name : dimension.names()) {
          String value = name.equals(Dimension.SUBJECT_NAME)
              ? event.subject()
              : event.attributes().get(name);
          if (value != null) {
            values.add(value);
          }
        }
        if (values.size() == dimension.names().size()) {
          byte[] series = SeriesKey.of(event.type(), dimension, values).toByteArray();
          for (Level level : Level.values()) {
            byte[] key = RollupRowLayout.key(level, level.parent(minute), series, 0);
            rows.computeIfAbsent(
                    HexFormat.of().formatHex(key, 0, RollupRowLayout.seriesEnd(key.length)),
                    each -> new TreeMap<>())
                .merge(level.child(minute), one, Window::plus);
          }
        }
      }
    }
    Map<String, String> texts = new TreeMap<>();
    rows.forEach((key, windows) -> {
      StringBuilder text = new StringBuilder();
      windows.forEach((child, window) ->
          text.append(child).append(": ").append(window.text()).append("; "));
      texts.put(key, text.toString());
    });
    return texts;
  }

  /** The rows that are not the same in both, a few of them. */
  static List<String> differences(Map<String, String> found, Map<String, String> expected) {
    Set<String> keys = new TreeSet<>(found.keySet());
    keys.addAll(expected.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(found.get(key), expected.get(key)))
        .map(key -> key + " is " + found.get(key) + ", not " + expected.get(key))
        .limit(5)
        .toList();
  }

  /** The same text of rows that were published. */
  static Map<String, String> text(Map<String, byte[]> rows) {
    Map<String, String> texts = new TreeMap<>();
    rows.forEach((key, value) -> {
      StringBuilder text = new StringBuilder();
      RollupRowLayout.read(
          value,
          value.length,
          new Aggregate(),
          (child, aggregate) -> text.append(child)
              .append(": ")
              .append(
                  new Window(aggregate.count(), aggregate.sum(), aggregate.min(), aggregate.max())
                      .text())
              .append("; "));
      texts.put(key, text.toString());
    });
    return texts;
  }
}
