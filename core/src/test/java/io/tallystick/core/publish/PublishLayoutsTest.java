package io.tallystick.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: the bytes of what is published never change, say what was written, and damage is named. */
class PublishLayoutsTest {

  private static final String ROWS = "01" + "01" // version, last part
      + "00000007" // bucket
      + "000000000000012c" // epoch 300
      + "00000002" // rows
      + "03" + "010203" // key
      + "08" // versions
      + "ac02" + "02" + "02" + "bbbb" + "aaaa" // epoch, 298 before it, value then, value
      + "01" + "09" // the other key
      + "06" // versions
      + "ac02" + "ac02" + "00" + "cc"; // there was no row before

  private static BucketRows rows() {
    BucketRows.Builder builder = new BucketRows.Builder(7, 300);
    builder.add(bytes("010203ff"), 3, bytes("aaaaff"), 2, 298, bytes("bbbbff"), 2);
    builder.add(bytes("09"), 1, bytes("cc"), 1, 0, new byte[0], 0);
    return builder.build(true);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes, int offset, int length) {
    return HexFormat.of().formatHex(bytes, offset, offset + length);
  }

  @Test
  void rowsAreGolden() {
    byte[] written = rows().toByteArray();
    assertThat(HexFormat.of().formatHex(written)).isEqualTo(ROWS);

    BucketRows read = BucketRows.of(bytes(ROWS));
    assertThat(read.bucket()).isEqualTo(7);
    assertThat(read.epoch()).isEqualTo(300);
    assertThat(read.last()).isTrue();
    assertThat(read.count()).isEqualTo(2);
    List<String> found = new ArrayList<>();
    RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    read.forEach((bytes, keyOffset, keyLength, offset, length) -> {
      reader.read(bytes, offset, length);
      found.add(hex(bytes, keyOffset, keyLength) + ": "
          + hex(bytes, reader.offset(300), reader.length(300)) + " at " + reader.epoch()
          + ", before it "
          + hex(bytes, reader.offset(299), reader.length(299)) + " at " + reader.beforeEpoch()
          + ", known at 297: " + reader.knows(297));
    });
    assertThat(found)
        .containsExactly(
            "010203: aaaa at 300, before it bbbb at 298, known at 297: false",
            "09: cc at 300, before it  at 0, known at 297: true");
  }

  @Test
  void damagedRowsAreNamed() {
    byte[] whole = bytes(ROWS);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> BucketRows.of(cut))
          .as("cut to " + length)
          .isInstanceOf(CorruptRecordException.class);
    }
    assertThatThrownBy(() -> BucketRows.of(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("bytes left");
  }

  @Test
  void aRowCannotBeOlderThanTheOneBefore() {
    BucketRows.Builder builder = new BucketRows.Builder(7, 300);
    byte[] some = {1};
    assertThatThrownBy(() -> builder.add(some, 1, some, 1, 300, some, 1))
        .hasMessageContaining("expected: an epoch before 300");
    assertThatThrownBy(() -> builder.add(some, 1, some, 1, 0, some, 1))
        .hasMessageContaining("expected: an epoch before 300");
  }

  private static final String TALLY =
      "0000000000000009" + "0000000000000000" + "0000000000000001" + "00".repeat(24);

  private static final String REPORT = "01" + "0102" // version, partition
      + "000000b3" // state
      + "02" + "000000000000012c" + "000000000000000a" + TALLY
      + "000000000007a120" + "0000000000000000" + TALLY
      + "0000000000000003" + "0000000000000004" // magnitude
      + "0001" + "0000000000000000" + "7fffffffffffffff" + "01" + "0007" + "7375626a656374"
      + "00000002" + "0506"
      + "00000001" // hours
      + "000000000007a120" + "00000039" + "01" + "0000000000000000" + TALLY
      + "00000001" // dead letters
      + "0000000000000008" + "0000003e" + "01" + "0000018bcfe56800" + "ffffffffffffffff" + "03"
      + "00000002" + "6e6f" + "00000021"
      + "080110011a01731a01741a0141" + "2201002a0101320102" + "3814" + "4a0131" + "520101"
      + "620106"
      + "00"
      + "0000001a" + "01" + "03" + "0000000000000001" + "0000000000000000" + "0000000000000000"
      + "0000000000000008" // begin
      + "0000018bcfe56801" // committed
      + "00000002" + "0406" // fates
      + "00000006" + "010203040506" // identities
      + "00000002" // positions
      + "00000000" + "0000000000000064" + "00000003" + "00000000000000c8";

  private static PartitionReport report() {
    Tally tally = new Tally(new Fates(9, 0, 1), Fates.NONE);
    HourTally hour = new HourTally(500_000, 0, tally);
    PartitionState state = new PartitionState(
        258,
        300,
        10,
        tally,
        hour,
        3,
        4,
        List.of(new DimensionSpan(Dimension.SUBJECT, 0, DimensionSpan.OPEN)),
        new byte[] {5, 6});
    DeadLetter letter = new DeadLetter(
        258,
        8,
        1_700_000_000_000L,
        new Event("s", "1", "t", "A", 10, new BigDecimal("3"), new TreeMap<>()),
        DeadLetterReason.VALUE_TOO_LARGE,
        "no",
        DeadLetter.NO_REPLAY,
        null);
    return new PartitionReport(
        state,
        List.of(hour),
        List.of(letter),
        List.of(new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, 1, 0, 0)),
        8,
        new byte[] {4, 6},
        new byte[] {1, 2, 3, 4, 5, 6},
        new TreeMap<>(Map.of(3, 200L, 0, 100L)),
        1_700_000_000_001L);
  }

  @Test
  void aReportIsGolden() {
    assertThat(HexFormat.of().formatHex(PartitionReportLayout.value(report()))).isEqualTo(REPORT);
    assertThat(PartitionReportLayout.report(bytes(REPORT)))
        .usingRecursiveComparison()
        .isEqualTo(report());
  }

  @Test
  void aDamagedReportIsNamed() {
    byte[] whole = bytes(REPORT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> PartitionReportLayout.report(cut))
          .as("cut to " + length)
          .isInstanceOf(CorruptRecordException.class);
    }
  }
}
