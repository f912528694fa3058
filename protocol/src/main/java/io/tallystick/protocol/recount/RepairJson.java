package io.tallystick.protocol.recount;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.recount.RowRepair.Change;
import io.tallystick.core.recount.RowRepair.Recorded;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.RollupRowLayout.CorruptRowException;
import io.tallystick.core.rollup.SeriesKey;
import io.tallystick.protocol.query.UtcText;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /v1/repairs}: rows before and after. Stateless, thread-safe. */
public final class RepairJson {

  private static final int HEADER_BYTES = 5;
  private static final int PARTITION_BYTES = 2;

  private RepairJson() {}

  /** What a key says. */
  private record Row(
      Level level,
      int parent,
      String type,
      List<String> names,
      List<String> values,
      int partition) {}

  /** The changes in the given order. */
  public static byte[] write(List<Recorded> repairs) {
    return RecountJson.document(json -> {
      json.writeArrayFieldStart("repairs");
      for (Recorded repair : repairs) {
        json.writeStartObject();
        json.writeNumberField("recount", repair.recount());
        json.writeStringField("at", UtcText.ofMillis(repair.atMillis()));
        json.writeStringField("cause", repair.change().cause().text());
        write(json, repair.change());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static void write(JsonGenerator json, Change change) throws IOException {
    Row row = row(change.key());
    if (row == null) {
      json.writeStringField("key", HexFormat.of().formatHex(change.key()));
    } else {
      json.writeStringField("type", row.type());
      RecountJson.writeSeries(json, row.names(), row.values());
      json.writeNumberField("partition", row.partition());
      json.writeStringField("granularity", RecountJson.text(row.level()));
    }
    write(json, "before", row, change.before());
    write(json, "after", row, change.after());
  }

  /** The windows of a row; its bytes where it cannot be read. */
  private static void write(JsonGenerator json, String name, @Nullable Row row, byte[] value)
      throws IOException {
    Map<Integer, Aggregate> windows = row == null ? null : windows(value);
    if (row == null || windows == null) {
      json.writeStringField(name, HexFormat.of().formatHex(value));
      return;
    }
    json.writeArrayFieldStart(name);
    for (Map.Entry<Integer, Aggregate> window : windows.entrySet()) {
      Aggregate aggregate = window.getValue();
      json.writeStartObject();
      RecountJson.writeNullable(
          json,
          "window",
          row.level() == Level.ALL
              ? null
              : UtcText.ofMinute(row.level().childStart(row.parent(), window.getKey())));
      json.writeNumberField("count", aggregate.count());
      json.writeNumberField("sum", aggregate.sum());
      json.writeNumberField("min", aggregate.min());
      json.writeNumberField("max", aggregate.max());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static @Nullable Map<Integer, Aggregate> windows(byte[] value) {
    Map<Integer, Aggregate> windows = new TreeMap<>();
    try {
      RollupRowLayout.read(
          value,
          value.length,
          new Aggregate(),
          (child, aggregate) ->
              windows.computeIfAbsent(child, key -> new Aggregate()).merge(aggregate));
      return windows;
    } catch (CorruptRowException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Row row(byte[] key) {
    try {
      ByteBuffer in = ByteBuffer.wrap(key);
      Level level = Level.values()[in.get()];
      int parent = in.getInt() ^ Integer.MIN_VALUE;
      String type = text(in);
      int count = in.get() & 0xff;
      List<String> names = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        names.add(text(in));
      }
      int at = in.position();
      if (key.length < HEADER_BYTES + PARTITION_BYTES) {
        return null;
      }
      List<String> values = SeriesKey.values(key, at, count);
      int partition = Short.toUnsignedInt(in.getShort(key.length - PARTITION_BYTES));
      return new Row(level, parent, type, names, values, partition);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
