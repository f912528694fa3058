package io.tallystick.testkit.rollup;

import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.core.rollup.SeriesKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Rollups in memory. Strict: a view fails when it is used after its end or by another thread, and
 * what it hands to a visitor is made useless right after the call.
 */
public final class MemoryRollups implements RollupReader {

  /*
   * A view is the map itself; the first count after a view was opened copies the map, so that
   * views stay as they were.
   */

  private record Row(Level level, int parent, byte[] series, int partition) {

    static final Comparator<Row> ORDER = Comparator.comparing(Row::level)
        .thenComparing(Row::parent)
        .thenComparing(Row::series, Arrays::compareUnsigned)
        .thenComparing(Row::partition);
  }

  private static final int PADDING = 3;

  private TreeMap<Row, TreeMap<Integer, Aggregate>> rows = new TreeMap<>(Row.ORDER);
  private boolean shared;
  private int openViews;
  private Freshness freshness = new Freshness(0, 0, false);

  /** What the views that are opened from now on say about themselves. */
  public void freshness(Freshness newFreshness) {
    freshness = newFreshness;
  }

  /** How many views were opened and not closed. */
  public int openViews() {
    return openViews;
  }

  /**
   * Adds {@code event} to the total of its type and to its series of each dimension, as a part kept
   * by {@code partition}.
   */
  public void count(int partition, Oracle.Event event, Dimensions dimensions) {
    BigDecimal value = event.value().scale() < 0 ? event.value().setScale(0) : event.value();
    List<Dimension> all = new ArrayList<>(dimensions.all());
    all.add(Dimension.TOTAL);
    for (Dimension dimension : all) {
      List<String> values = event.values(dimension);
      if (values != null) {
        count(
            partition,
            event.type(),
            dimension,
            values,
            Calendar.minute(event.timeMillis()),
            value.unscaledValue().longValueExact(),
            value.scale());
      }
    }
  }

  /** Adds one value to one series, in all windows that hold {@code minute}. */
  public void count(
      int partition,
      String type,
      Dimension dimension,
      List<String> values,
      int minute,
      long unscaled,
      int scale) {
    if (shared) {
      TreeMap<Row, TreeMap<Integer, Aggregate>> copy = new TreeMap<>(Row.ORDER);
      rows.forEach((row, windows) -> {
        TreeMap<Integer, Aggregate> windowsCopy = new TreeMap<>();
        windows.forEach((child, aggregate) -> windowsCopy.put(child, copyOf(aggregate)));
        copy.put(row, windowsCopy);
      });
      rows = copy;
      shared = false;
    }
    byte[] series = SeriesKey.of(type, dimension, values).toByteArray();
    for (Level level : Level.values()) {
      rows.computeIfAbsent(
              new Row(level, level.parent(minute), series, partition), row -> new TreeMap<>())
          .computeIfAbsent(level.child(minute), child -> new Aggregate())
          .add(unscaled, scale);
    }
  }

  private static Aggregate copyOf(Aggregate aggregate) {
    Aggregate copy = new Aggregate();
    copy.merge(aggregate);
    return copy;
  }

  @Override
  public RollupView open() {
    shared = true;
    openViews++;
    return new View(rows, freshness);
  }

  private final class View implements RollupView {

    private final TreeMap<Row, TreeMap<Integer, Aggregate>> seen;
    private final Freshness seenFreshness;
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    View(TreeMap<Row, TreeMap<Integer, Aggregate>> seen, Freshness seenFreshness) {
      this.seen = seen;
      this.seenFreshness = seenFreshness;
    }

    @Override
    public void row(Level level, int parent, SeriesKey series, ChildVisitor visitor) {
      byte[] key = series.toByteArray();
      visit(level, parent, key, (bytes, offset, length, child, aggregate) -> {
        // a longer series that begins with the same bytes cannot exist: lengths are prefixed
        visitor.child(child, aggregate);
      });
    }

    @Override
    public void rows(Level level, int parent, byte[] seriesPrefix, SeriesVisitor visitor) {
      visit(level, parent, seriesPrefix, visitor);
    }

    private void visit(Level level, int parent, byte[] prefix, SeriesVisitor visitor) {
      check();
      if (parent != level.parent(parent)) {
        throw new IllegalArgumentException(
            "parent: " + parent + " (expected: the start of a row of level " + level + ")");
      }
      seen.tailMap(new Row(level, parent, prefix, Integer.MIN_VALUE)).entrySet().stream()
          .takeWhile(entry -> entry.getKey().level() == level
              && entry.getKey().parent() == parent
              && startsWith(entry.getKey().series(), prefix))
          .forEach(entry -> visitRow(entry.getKey(), prefix.length, entry.getValue(), visitor));
    }

    private void visitRow(
        Row row, int prefixLength, TreeMap<Integer, Aggregate> windows, SeriesVisitor visitor) {
      int length = row.series().length - prefixLength;
      // newest first, since no order is promised
      windows.descendingMap().forEach((child, aggregate) -> {
        byte[] key = new byte[length + 2 * PADDING];
        System.arraycopy(row.series(), prefixLength, key, PADDING, length);
        Aggregate handed = copyOf(aggregate);
        visitor.child(key, PADDING, length, child, handed);
        Arrays.fill(key, (byte) 0xff);
        handed.clear();
      });
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
      return bytes.length >= prefix.length
          && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public Freshness freshness() {
      check();
      return seenFreshness;
    }

    private void check() {
      if (closed) {
        throw new IllegalStateException("view: closed (expected: open)");
      }
      if (owner != Thread.currentThread()) {
        throw new IllegalStateException("thread: " + Thread.currentThread().getName()
            + " (expected: " + owner.getName() + ", a view belongs to one thread)");
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openViews--;
      }
    }
  }
}
