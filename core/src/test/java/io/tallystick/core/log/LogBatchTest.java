package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the bytes of a batch never change by accident, and say again what was added.
 *
 * <p>Method: each golden case is written and compared byte for byte with its file, then the file is
 * read and compared with the case.
 */
class LogBatchTest {

  private static final long TIME = 1_795_341_600_000L;

  /** Batches whose bytes are fixed, in {@code log-batch-….hex}. */
  enum Golden {
    MINIMAL(draft("default", "1", "view", "A", TIME)),
    TEXT_IDS(
        draft("web", "e-1", "view", "A", TIME + 5, "country", "DE"),
        draft("app", "0a", "watch", "B", TIME + 70_000, "device", "tv", "country", "DE"),
        value(draft("app", "e-1", "watch", "Ä", TIME, "country", "DE", "device", "tv"), 2750, 3),
        value(draft("web", "日本", "view", "A", TIME - 1, "country", ""), -1, 0)),
    HEX_IDS(
        value(draft("default", "0192f0c1a2b34c5d8e9fa0b1c2d3e4f5", "view", "A", -1), 15, 1),
        value(draft("default", "ff", "view", "A", -1), 15, 1)),
    UUID_IDS(IntStream.range(0, 40)
        .mapToObj(i -> draft(
            "default",
            "f81d4fae-7dec-11d0-a765-00a0c91e6b%02x".formatted(i),
            "view",
            "video-" + i * i,
            TIME + i * 1000L,
            "country",
            i % 2 == 0 ? "DE" : "FR"))
        .toArray(EventDraft[]::new));

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    final List<EventDraft> events;

    Golden(EventDraft... events) {
      this.events = List.of(events);
    }

    byte[] bytes() {
      String file = "log-batch-" + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".hex";
      try (InputStream in = LogBatchTest.class.getResourceAsStream(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesTheGoldenBytes(Golden golden) {
    LogBatchWriter writer = new LogBatchWriter();
    golden.events.forEach(writer::add);

    assertThat(HexFormat.of().formatHex(writer.toByteArray()))
        .isEqualTo(HexFormat.of().formatHex(golden.bytes()));
  }

  @ParameterizedTest
  @EnumSource
  void readsTheGoldenBytes(Golden golden) {
    assertThat(read(golden.bytes()))
        .isEqualTo(golden.events.stream().map(LogBatchTest::print).toList());
  }

  /** What an earlier batch left in the writer's memory does not show. */
  @Test
  void reusedWriterWritesTheSameBytes() {
    LogBatchWriter writer = new LogBatchWriter();
    for (Golden golden : List.of(
        Golden.UUID_IDS, Golden.TEXT_IDS, Golden.HEX_IDS, Golden.UUID_IDS, Golden.MINIMAL)) {
      writer.clear();
      golden.events.forEach(writer::add);

      assertThat(writer.count()).isEqualTo(golden.events.size());
      assertThat(writer.toByteArray()).as("%s", golden).isEqualTo(golden.bytes());
      assertThat(writer.toByteArray()).as("%s, again", golden).isEqualTo(golden.bytes());
    }
  }

  @Test
  void equalValuesAreWrittenEqually() {
    assertThat(write(value(draft("s", "1", "t", "A", 0), 1_500_000, 6)))
        .isEqualTo(write(value(draft("s", "1", "t", "A", 0), 15, 1)));
    assertThat(write(value(draft("s", "1", "t", "A", 0), 0, 9)))
        .isEqualTo(write(value(draft("s", "1", "t", "A", 0), 0, 0)));
    assertThat(write(value(draft("s", "1", "t", "A", 0), 10, 1)))
        .isEqualTo(write(draft("s", "1", "t", "A", 0)));
  }

  @Test
  void oneIdOfAnotherFormTurnsAllToText() {
    String uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    for (List<String> ids : List.of(
        List.of("00ff", "abc", "01"),
        List.of("00ff", "0G", "01"),
        List.of(uuid, uuid, "00"),
        List.of("00", uuid),
        List.of(uuid, uuid.toUpperCase(Locale.ROOT)),
        List.of(uuid, uuid.replace('-', '0')),
        List.of("0123456789abcdef", "0123456789abcdeo"),
        List.of("x".repeat(5000), "00".repeat(5000)),
        List.of("00".repeat(5000), "x"))) {
      LogBatchWriter writer = new LogBatchWriter();
      ids.forEach(id -> writer.add(draft("s", id, "t", "A", 0)));

      assertThat(readIds(writer.toByteArray())).isEqualTo(ids);
    }
  }

  @Test
  void manyDistinctTextsKeepTheirPlace() {
    LogBatchWriter writer = new LogBatchWriter();
    for (int round = 0; round < 3; round++) {
      writer.clear();
      for (int i = 0; i < 20_000; i++) {
        writer.add(draft("s", "i" + i, "t", "subject " + i % 9_999 + "!".repeat(i % 13), i));
      }
      LogBatchReader reader = new LogBatchReader();
      reader.read(writer.toByteArray());
      TextSlice text = new TextSlice();
      for (int i = 0; i < 20_000; i++) {
        reader.dictionary(reader.subject(i), text);
        assertThat(text).hasToString("subject " + i % 9_999 + "!".repeat(i % 13));
        assertThat(reader.timeMillis(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void anEmptyBatchIsNone() {
    assertThatThrownBy(() -> new LogBatchWriter().toByteArray())
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] write(EventDraft draft) {
    LogBatchWriter writer = new LogBatchWriter();
    writer.add(draft);
    return writer.toByteArray();
  }

  private static List<String> readIds(byte[] bytes) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(bytes);
    TextSlice id = new TextSlice();
    return IntStream.range(0, reader.count())
        .mapToObj(i -> {
          reader.id(i, id);
          return id.toString();
        })
        .toList();
  }

  private static List<String> read(byte[] bytes) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(bytes);
    TextSlice text = new TextSlice();
    List<String> events = new ArrayList<>();
    for (int i = 0; i < reader.count(); i++) {
      StringBuilder line = new StringBuilder();
      for (int index : new int[] {reader.source(i), reader.type(i), reader.subject(i)}) {
        reader.dictionary(index, text);
        line.append(text).append(' ');
      }
      reader.id(i, text);
      line.append(text).append(' ').append(reader.timeMillis(i));
      line.append(' ').append(reader.valueUnscaled(i)).append('e').append(-reader.valueScale(i));
      int set = reader.attributeSet(i);
      for (int k = 0; set >= 0 && k < reader.attributePairs(set); k++) {
        reader.dictionary(reader.attributeName(set, k), text);
        line.append(' ').append(text);
        reader.dictionary(reader.attributeValue(set, k), text);
        line.append('=').append(text);
      }
      events.add(line.toString());
    }
    return events;
  }

  private static String print(EventDraft draft) {
    StringBuilder line = new StringBuilder();
    line.append(draft.source()).append(' ').append(draft.type()).append(' ');
    line.append(draft.subject()).append(' ').append(draft.id()).append(' ');
    int zeros = draft.valueUnscaled() == 2750 ? 1 : 0;
    long unscaled = zeros == 1 ? 275 : draft.valueUnscaled();
    line.append(draft.timeMillis()).append(' ').append(unscaled);
    line.append('e').append(-draft.valueScale() + zeros);
    IntStream.range(0, draft.attributeCount())
        .mapToObj(k -> " " + draft.attributeName(k) + "=" + draft.attributeValue(k))
        .sorted()
        .forEach(line::append);
    return line.toString();
  }

  private static EventDraft value(EventDraft draft, long unscaled, int scale) {
    draft.value(unscaled, scale);
    return draft;
  }

  private static EventDraft draft(
      String source, String id, String type, String subject, long time, String... attributes) {
    EventDraft draft = new EventDraft();
    draft.source().set(source);
    draft.id().set(id);
    draft.type().set(type);
    draft.subject().set(subject);
    draft.timeMillis(time);
    for (int i = 0; i < attributes.length; i += 2) {
      int index = draft.addAttribute();
      draft.attributeName(index).set(attributes[i]);
      draft.attributeValue(index).set(attributes[i + 1]);
    }
    return draft;
  }
}
