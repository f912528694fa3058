package io.tallystick.server.live;

import io.tallystick.protocol.live.RecentHistory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The measures of the last hour, in a ring of fixed size. Thread-safe. */
final class HistoryRing {

  static final int STEP_SECONDS = 10;
  static final int STEPS = 360;

  /** Types beyond these are only in the totals. */
  static final int TYPES_MAX = 32;

  private static final long STEP_MILLIS = STEP_SECONDS * 1000L;

  private final Map<String, double[]> columns = new LinkedHashMap<>();
  private final Map<String, double[]> types = new LinkedHashMap<>();
  private final @Nullable String[] canary = new String[STEPS];
  private long lastStep = -1;

  /** The step that a moment is in. */
  static long step(long millis) {
    return Math.floorDiv(millis, STEP_MILLIS);
  }

  /** Writes down a step that has ended. A step that is already over is not written again. */
  synchronized void record(
      long step,
      Map<String, Double> measures,
      Map<String, Long> countedByType,
      String canaryState) {
    if (step <= lastStep) {
      return;
    }
    long first = lastStep < 0 ? step : Math.max(lastStep + 1, step - STEPS + 1);
    for (long missed = first; missed <= step; missed++) {
      clear(place(missed));
    }
    lastStep = step;
    measures.forEach((name, value) -> column(columns, name)[place(step)] = value);
    countedByType.forEach((type, count) -> {
      if (types.containsKey(type) || types.size() < TYPES_MAX) {
        column(types, type)[place(step)] = count;
      }
    });
    canary[place(step)] = canaryState;
  }

  private void clear(int place) {
    columns.values().forEach(column -> column[place] = Double.NaN);
    types.values().forEach(column -> column[place] = Double.NaN);
    canary[place] = null;
  }

  private static double[] column(Map<String, double[]> all, String name) {
    return all.computeIfAbsent(name, unused -> {
      double[] column = new double[STEPS];
      Arrays.fill(column, Double.NaN);
      return column;
    });
  }

  private static int place(long step) {
    return (int) Math.floorMod(step, (long) STEPS);
  }

  /** The hour that ends with the last step; {@code nowMillis} is used before there is one. */
  synchronized RecentHistory history(long nowMillis) {
    long end = (lastStep < 0 ? step(nowMillis) - 1 : lastStep) + 1;
    long start = end - STEPS;
    return new RecentHistory(
        start * STEP_MILLIS,
        STEP_SECONDS,
        ordered(columns, start),
        ordered(types, start),
        orderedCanary(start));
  }

  private static Map<String, double[]> ordered(Map<String, double[]> rings, long start) {
    Map<String, double[]> ordered = new LinkedHashMap<>();
    rings.forEach((name, ring) -> {
      double[] values = new double[STEPS];
      for (int i = 0; i < STEPS; i++) {
        values[i] = ring[place(start + i)];
      }
      ordered.put(name, values);
    });
    return ordered;
  }

  private List<@Nullable String> orderedCanary(long start) {
    @Nullable String[] states = new String[STEPS];
    for (int i = 0; i < STEPS; i++) {
      states[i] = canary[place(start + i)];
    }
    return Arrays.asList(states);
  }
}
