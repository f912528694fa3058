package io.tallystick.archive.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.archive.duck.DuckDb;
import io.tallystick.archive.duck.DuckSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.LogBatchWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a file of events fits into the memory of a node, be they many or large. */
final class EventFileWriterTest {

  private static final long ARRIVAL = 1_795_341_600_000L;

  /** That of a node. */
  private static final long MEMORY_BYTES = 256L << 20;

  @TempDir
  private Path folder;

  @Test
  void endsAfterManyEvents() {
    try (EventFileWriter writer = new EventFileWriter(duck())) {
      EventLog.Entry entry = entry(10_000, "DE");
      byte[] fates = new byte[entry.count()];
      while (!writer.isFull()) {
        writer.add(0, entry, fates);
      }
      assertThat(writer.rows()).isEqualTo(500_000);
      writer.write(folder.resolve("many.parquet"));
      assertThat(writer.isFull()).isFalse();
      assertThat(number("count(*)", "many.parquet")).isEqualTo(500_000);
    }
  }

  @Test
  void endsAfterMuchText() {
    try (EventFileWriter writer = new EventFileWriter(duck())) {
      // the text stands in the batch once, and in each row of the file
      EventLog.Entry entry = entry(100, "x".repeat(8 << 10));
      byte[] fates = new byte[entry.count()];
      while (!writer.isFull()) {
        writer.add(0, entry, fates);
      }
      assertThat(writer.rows()).isBetween(6_000L, 6_200L);
      long rows = writer.rows();
      writer.write(folder.resolve("large.parquet"));
      assertThat(number("count(*)", "large.parquet")).isEqualTo(rows);
      assertThat(number("sum(length(attributes['country']))", "large.parquet"))
          .isEqualTo(rows * (8 << 10));
    }
  }

  @Test
  void filesAreSmallerWithLittleMemory() {
    DuckSettings little =
        new DuckSettings(DuckSettings.MEMORY_BYTES_MIN, 1, folder.resolve("little"));
    for (String country : List.of("DE", "x".repeat(8 << 10))) {
      try (EventFileWriter writer = new EventFileWriter(little)) {
        EventLog.Entry entry = entry(100, country);
        byte[] fates = new byte[entry.count()];
        while (!writer.isFull()) {
          writer.add(0, entry, fates);
        }
        long rows = writer.rows();
        assertThat(rows).isEqualTo(country.length() == 2 ? 250_000 : 3_100);
        Path file = folder.resolve("little-" + rows + ".parquet");
        writer.write(file);
        assertThat(number("count(*)", file.getFileName().toString())).isEqualTo(rows);
      }
    }
  }

  private long number(String expression, String file) {
    try (DuckDb duckDb = DuckDb.open(duck())) {
      return duckDb.number("SELECT " + expression + " FROM " + DuckDb.quoted(folder.resolve(file)));
    }
  }

  private DuckSettings duck() {
    return new DuckSettings(MEMORY_BYTES, 1, folder.resolve("tmp"));
  }

  private static EventLog.Entry entry(int count, String country) {
    LogBatchWriter writer = new LogBatchWriter();
    EventDraft draft = new EventDraft();
    draft.source().set("web");
    draft.type().set("view");
    draft.subject().set("A");
    draft.timeMillis(ARRIVAL);
    draft.value(1, 0);
    int index = draft.addAttribute();
    draft.attributeName(index).set("country");
    draft.attributeValue(index).set(country);
    for (int i = 0; i < count; i++) {
      draft.id().set("event-" + i);
      writer.add(draft);
    }
    return new EventLog.Entry(0, count, ARRIVAL, writer.toByteArray());
  }
}
