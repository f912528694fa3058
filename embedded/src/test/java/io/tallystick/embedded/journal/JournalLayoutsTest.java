package io.tallystick.embedded.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterCountLayout;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.ledger.TallyLayout;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.CommitRecordLayout;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of the journal never change, say what was written, and damage is named. */
class JournalLayoutsTest {

  private static final String TALLY = "0000000000000001" // counted
      + "0000000000000002" // duplicate
      + "0000000000000003" // dead-lettered
      + "0000000000000004" // of the canary
      + "0000000000000005"
      + "0000000000000006";

  private static final String EVENT = "08011001" // version, count
      + "1a0173" + "1a0174" + "1a0141" // dictionary: s, t, A
      + "220100" + "2a0101" + "320102" // source, type, subject
      + "3814" // time
      + "4a0131" + "520101" // id
      + "620106"; // value 3

  private static final String EDITED = EVENT.replace("620106", "620104");

  private static final String LETTER = "01" // version
      + "0000018bcfe56800" // arrival
      + "ffffffffffffffff" // no replay
      + "03" // value too large
      + "00000002" + "6e6f" // message
      + "00000021" + EVENT;

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Event event(String value) {
    return new Event("s", "1", "t", "A", 10, new BigDecimal(value), new TreeMap<>(Map.of()));
  }

  private static DeadLetter letter() {
    return new DeadLetter(
        258,
        7,
        1_700_000_000_000L,
        event("3"),
        DeadLetterReason.VALUE_TOO_LARGE,
        "no",
        DeadLetter.NO_REPLAY,
        null);
  }

  @Test
  void aTallyIsGolden() {
    Tally tally = new Tally(new Fates(1, 2, 3), new Fates(4, 5, 6));
    ByteBuffer out = ByteBuffer.allocate(TallyLayout.BYTES);
    TallyLayout.put(out, tally);
    assertThat(hex(out.array())).isEqualTo(TALLY);
    assertThat(TallyLayout.get(ByteBuffer.wrap(bytes(TALLY)))).isEqualTo(tally);
  }

  @Test
  void anHourIsGolden() {
    HourTally hour = new HourTally(-2, 9, new Tally(new Fates(1, 2, 3), new Fates(4, 5, 6)));
    String key = "0102" + "7ffffffffffffffe";
    String value = "01" + "0000000000000009" + TALLY;
    assertThat(hex(HourTallyLayout.key(258, -2))).isEqualTo(key);
    assertThat(hex(HourTallyLayout.value(hour))).isEqualTo(value);
    assertThat(HourTallyLayout.hour(bytes(key), bytes(value))).isEqualTo(hour);
    assertThat(HourTallyLayout.isOf(258, bytes(key))).isTrue();
    assertThat(HourTallyLayout.isOf(2, bytes(key))).isFalse();
    assertThatThrownBy(() -> HourTallyLayout.hour(bytes(key), bytes(value + "00")))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("hour -2");
  }

  @Test
  void aCommitRecordIsGolden() {
    CommitRecord commit = new CommitRecord(258, 5, 8, 1_700_000_000_000L, bytes("0c"));
    String key = "0102" + "0000000000000008";
    String value = "01" + "0000000000000005" + "0000018bcfe56800" + "0c";
    assertThat(hex(CommitRecordLayout.key(258, 8))).isEqualTo(key);
    assertThat(hex(CommitRecordLayout.value(commit))).isEqualTo(value);
    assertThat(CommitRecordLayout.commit(258, bytes(key), bytes(value)))
        .usingRecursiveComparison()
        .isEqualTo(commit);
    assertThatThrownBy(() -> CommitRecordLayout.commit(258, bytes(key), bytes("02")))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("offset 8 of partition 258");
  }

  @Test
  void anOpenDeadLetterIsGolden() {
    String key = "00" + "0102" + "0000000000000007";
    assertThat(hex(DeadLetterLayout.key(false, 258, 7))).isEqualTo(key);
    assertThat(hex(DeadLetterLayout.value(letter()))).isEqualTo(LETTER + "00");
    assertThat(DeadLetterLayout.read(bytes(key), bytes(LETTER + "00"))).isEqualTo(letter());
    assertThat(DeadLetterLayout.isOf(false, 258, bytes(key))).isTrue();
    assertThat(DeadLetterLayout.isOf(true, 258, bytes(key))).isFalse();
    assertThat(DeadLetterLayout.isOf(false, 2, bytes(key))).isFalse();
  }

  @Test
  void closedDeadLettersAreGolden() {
    byte[] key = bytes("01" + "0102" + "0000000000000007");
    assertThat(DeadLetterLayout.key(true, 258, 7)).isEqualTo(key);
    String closed = "0000018bcfe56bf8" + "0000000000000009" + "00000002" + "6d65";
    Map<String, DeadLetter.Closing> cases = Map.of(
        LETTER + "01" + closed + "00000000",
        DeadLetter.Closing.replayed(7, 1_700_000_001_016L, 9, "me", event("3")),
        LETTER + "01" + closed + "00000021" + EDITED,
        DeadLetter.Closing.replayed(7, 1_700_000_001_016L, 9, "me", event("2")),
        LETTER + "02" + "0000018bcfe56bf8" + "ffffffffffffffff" + "00000000" + "00000000",
        DeadLetter.Closing.discarded(7, 1_700_000_001_016L, ""));
    cases.forEach((value, closing) -> {
      DeadLetter letter = letter().closed(closing);
      assertThat(hex(DeadLetterLayout.value(letter))).isEqualTo(value);
      assertThat(DeadLetterLayout.read(key, bytes(value))).isEqualTo(letter);
    });
  }

  @Test
  void aDamagedDeadLetterIsNamed() {
    byte[] key = DeadLetterLayout.key(false, 258, 7);
    byte[] good = bytes(LETTER + "00");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThatThrownBy(() -> DeadLetterLayout.read(key, cut))
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining("offset 7 of partition 258");
    }
  }

  @Test
  void countsAreGolden() {
    EnumMap<DeadLetterReason, DeadLetterCount> counts = new EnumMap<>(DeadLetterReason.class);
    counts.put(
        DeadLetterReason.VALUE_TOO_SMALL,
        new DeadLetterCount(DeadLetterReason.VALUE_TOO_SMALL, 1, 2, 3));
    String value = "01" + "02" + "0000000000000001" + "0000000000000002" + "0000000000000003";
    assertThat(hex(DeadLetterCountLayout.key(258))).isEqualTo("02" + "0102");
    assertThat(hex(DeadLetterCountLayout.value(counts))).isEqualTo(value);
    assertThat(DeadLetterCountLayout.counts(258, bytes(value))).isEqualTo(counts);
    for (String damaged : new String[] {"", "02", value + "00", value.replace("0102", "0109")}) {
      assertThatThrownBy(() -> DeadLetterCountLayout.counts(258, bytes(damaged)))
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining("counts of partition 258");
    }
  }
}
