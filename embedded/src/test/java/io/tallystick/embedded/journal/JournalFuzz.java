package io.tallystick.embedded.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterCountLayout;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.HourTallyLayout;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.CommitRecordLayout;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz targets for what is stored of single events: damage is named; what is read of an hour or a
 * commit is written as the same bytes, and runs of fates are what numbers of any size say; a dead
 * letter that is written again reads back equal.
 */
public final class JournalFuzz {

  private static final int PARTITION = 3;
  private static final long OFFSET = 700;

  private JournalFuzz() {}

  /** The targets. */
  public static List<FuzzTarget> targets() {
    return List.of(
        new FuzzTarget("hour-tally", hours(), JournalFuzz::acceptsHour),
        new FuzzTarget("commit-record", commits(), JournalFuzz::acceptsCommit),
        new FuzzTarget("dead-letter-count", counts(), JournalFuzz::acceptsCounts),
        new FuzzTarget("dead-letter", deadLetters(), JournalFuzz::acceptsDeadLetter));
  }

  private static List<byte[]> hours() {
    Tally tally = new Tally(new Fates(7, 1, 2), new Fates(3, 0, 0));
    return List.of(
        HourTallyLayout.value(new HourTally(0, 0, Tally.NONE)),
        HourTallyLayout.value(new HourTally(0, 1L << 40, tally)));
  }

  private static boolean acceptsHour(byte[] value) {
    HourTally hour;
    try {
      hour = HourTallyLayout.hour(HourTallyLayout.key(PARTITION, 0), value);
    } catch (CorruptRecordException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(HourTallyLayout.value(hour)).isEqualTo(value);
    return true;
  }

  private static List<byte[]> commits() {
    FateRuns runs = new FateRuns();
    for (int i = 0; i < 300; i++) {
      runs.add(i % 100 == 7 ? Fate.DUPLICATE : i == 200 ? Fate.DEAD_LETTERED : Fate.COUNTED);
    }
    return Stream.of(new FateRuns(), runs)
        .map(fates -> CommitRecordLayout.value(new CommitRecord(
            PARTITION, OFFSET - (fates == runs ? 300 : 0), OFFSET, 99, fates.toByteArray())))
        .toList();
  }

  private static boolean acceptsCommit(byte[] value) {
    List<String> expected = value.length < 17 ? null : expectedRuns(value);
    CommitRecord commit;
    try {
      commit =
          CommitRecordLayout.commit(PARTITION, CommitRecordLayout.key(PARTITION, OFFSET), value);
    } catch (CorruptRecordException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      assertThat(expected == null || value[0] != 1).isTrue();
      return false;
    }
    assertThat(CommitRecordLayout.value(commit)).isEqualTo(value);
    List<String> read = new ArrayList<>();
    byte[] fates = commit.fates();
    FateRuns.read(fates, 0, fates.length, (fate, length) -> read.add(fate + " " + length));
    assertThat(read).isEqualTo(expected);
    return true;
  }

  /** The runs by the description; null when the bytes do not follow it. */
  private static @Nullable List<String> expectedRuns(byte[] commit) {
    List<String> runs = new ArrayList<>();
    BigInteger offsets = BigInteger.ZERO;
    BigInteger value = BigInteger.ZERO;
    int shift = 0;
    for (int i = 17; i < commit.length; i++) {
      value = value.or(BigInteger.valueOf(commit[i] & 0x7f).shiftLeft(shift));
      shift += 7;
      if (commit[i] >= 0) {
        BigInteger length = value.shiftRight(2);
        int fate = value.intValue() & 3;
        if (length.signum() == 0 || fate >= Fate.values().length || shift > 70) {
          return null;
        }
        runs.add(Fate.of(fate) + " " + length);
        offsets = offsets.add(length);
        value = BigInteger.ZERO;
        shift = 0;
      }
    }
    long begin = ByteBuffer.wrap(commit).getLong(1);
    boolean whole = shift == 0 && offsets.equals(BigInteger.valueOf(OFFSET - begin));
    return whole ? runs : null;
  }

  private static List<byte[]> counts() {
    EnumMap<DeadLetterReason, DeadLetterCount> counts = new EnumMap<>(DeadLetterReason.class);
    byte[] none = DeadLetterCountLayout.value(counts);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      counts.put(reason, new DeadLetterCount(reason, reason.number(), 2, 3));
    }
    return List.of(none, DeadLetterCountLayout.value(counts));
  }

  private static boolean acceptsCounts(byte[] value) {
    EnumMap<DeadLetterReason, DeadLetterCount> counts;
    try {
      counts = DeadLetterCountLayout.counts(PARTITION, value);
    } catch (CorruptRecordException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    assertThat(DeadLetterCountLayout.value(counts)).isEqualTo(value);
    return true;
  }

  private static List<byte[]> deadLetters() {
    Event event = new Event(
        "web",
        "e-1",
        "view",
        "Zürich",
        1_795_342_530_123L,
        new BigDecimal("-12.5"),
        new TreeMap<>(java.util.Map.of("country", "DE", "empty", "")));
    DeadLetter open = new DeadLetter(
        PARTITION,
        OFFSET,
        1_795_342_530_000L,
        event,
        DeadLetterReason.ATTRIBUTE_MISSING,
        "attributes.browser: missing (expected: a text)",
        DeadLetter.NO_REPLAY,
        null);
    Event edited =
        new Event("web", "e-1", "view", "A", 1_795_342_530_123L, BigDecimal.ONE, new TreeMap<>());
    return Stream.of(
            open,
            open.closed(DeadLetter.Closing.discarded(OFFSET, 5, "a test")),
            open.closed(DeadLetter.Closing.replayed(OFFSET, 5, OFFSET + 9, "", event)),
            open.closed(DeadLetter.Closing.replayed(OFFSET, 5, OFFSET + 9, "", edited)))
        .map(DeadLetterLayout::value)
        .toList();
  }

  private static boolean acceptsDeadLetter(byte[] value) {
    byte[] key = DeadLetterLayout.key(false, PARTITION, OFFSET);
    DeadLetter letter;
    try {
      letter = DeadLetterLayout.read(key, value);
    } catch (CorruptRecordException e) {
      assertThat(e).hasMessageContaining(" (expected: ");
      return false;
    }
    byte[] again = DeadLetterLayout.value(letter);
    assertThat(DeadLetterLayout.read(key, again)).isEqualTo(letter);
    return true;
  }
}
