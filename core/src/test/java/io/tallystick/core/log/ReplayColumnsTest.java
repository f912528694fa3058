package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.event.EventDraft;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: a batch of replays names their dead letters and notes, in bytes that never change. */
class ReplayColumnsTest {

  private static final String GOLDEN = "0801" + "1002" // version, count
      + "1a0173" + "1a0174" + "1a0141" + "1a026d65" // dictionary: s, t, A, me
      + "220100" + "2a0101" + "320102" // source, type, subject
      + "4a023132" + "520101" // ids: 1, 2
      + "820103" + "08c101" // replay of 7 and 192
      + "8a0102" + "0400"; // note of the first one only

  private static EventDraft draft(String id) {
    EventDraft draft = new EventDraft();
    draft.source().set("s");
    draft.id().set(id);
    draft.type().set("t");
    draft.subject().set("A");
    draft.timeMillis(0);
    return draft;
  }

  @Test
  void bytesAreGolden() {
    LogBatchWriter writer = new LogBatchWriter();
    writer.addReplay(draft("1"), 7, "me");
    writer.addReplay(draft("2"), 192, "");
    assertThat(HexFormat.of().formatHex(writer.toByteArray())).isEqualTo(GOLDEN);

    LogBatchReader reader = new LogBatchReader();
    reader.read(HexFormat.of().parseHex(GOLDEN));
    assertThat(reader.hasReplays()).isTrue();
    assertThat(reader.replayOf(0)).isEqualTo(7);
    assertThat(reader.replayOf(1)).isEqualTo(192);
    LoggedEvents events = new LoggedEvents();
    assertThat(events.replayNote(reader, 0)).isEqualTo("me");
    assertThat(events.replayNote(reader, 1)).isEmpty();
  }

  /** What an earlier batch left in the memory of writer and reader does not show. */
  @Test
  void otherEventsAreNoReplays() {
    LogBatchWriter writer = new LogBatchWriter();
    writer.addReplay(draft("1"), 0, "me");
    LogBatchReader reader = new LogBatchReader();
    reader.read(writer.toByteArray());
    assertThat(reader.replayOf(0)).isZero();
    writer.clear();
    writer.add(draft("1"));
    reader.read(writer.toByteArray());
    assertThat(reader.hasReplays()).isFalse();
    assertThat(reader.replayOf(0)).isNegative();
    assertThat(new LoggedEvents().replayNote(reader, 0)).isEmpty();
  }

  @Test
  void aNoteThatIsNotInTheDictionaryIsRefused() {
    byte[] bytes = HexFormat.of().parseHex(GOLDEN.replace("8a01020400", "8a01020500"));
    assertThatThrownBy(() -> new LogBatchReader().read(bytes))
        .isInstanceOf(MalformedLogBatchException.class)
        .hasMessageContaining("replay_note");
  }
}
