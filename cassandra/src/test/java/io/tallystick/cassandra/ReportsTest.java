package io.tallystick.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.receipt.ReceiptIndex;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: hours, dead letters, commits and receipts are told as of the epoch of a view. */
class ReportsTest {

  private final CassandraSettings settings = Keyspaces.shared();
  private final Epochs epochs = new Epochs(settings);
  private CassandraPublisher publisher = CassandraPublisher.open(settings);
  private final CassandraReader reader = CassandraReader.open(settings);

  @AfterEach
  void close() {
    publisher.close();
    reader.close();
  }

  private PublishedView publish(PartitionReport report) {
    epochs.report(report);
    epochs.complete().publish(publisher).join();
    reader.refresh();
    return reader.open();
  }

  private static DeadLetter letter(long offset) {
    return new DeadLetter(
        1,
        offset,
        1_700_000_000_000L,
        new Event("s", "id" + offset, "view", "A", 10, BigDecimal.ONE, new TreeMap<>()),
        DeadLetterReason.VALUE_TOO_LARGE,
        "no",
        DeadLetter.NO_REPLAY,
        null);
  }

  private static PartitionReport letters(long begin, long end, List<DeadLetter> letters) {
    return new PartitionReport(
        Epochs.state(1, end),
        List.of(),
        letters,
        List.of(new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, end, begin, 0)),
        begin,
        runs(end - begin),
        new byte[(int) (end - begin) * ReceiptIndex.HASH_BYTES],
        new TreeMap<>(Map.of(0, 10 * end)),
        1_000 + end);
  }

  private static byte[] runs(long events) {
    FateRuns runs = new FateRuns();
    for (long i = 0; i < events; i++) {
      runs.add(Fate.COUNTED);
    }
    return runs.toByteArray();
  }

  @Test
  void aDeadLetterIsAsItWasAtTheEpochOfTheView() {
    DeadLetter first = letter(2);
    DeadLetter far = letter(100_000);
    PublishedView one = publish(letters(0, 3, List.of(first)));
    assertThat(one.deadLetters(1, 0, 10)).containsExactly(first);

    DeadLetter closed = first.closed(DeadLetter.Closing.replayed(2, 5, 3, "why", first.event()));
    PublishedView two = publish(letters(3, 100_001, List.of(closed, far)));
    assertThat(one.deadLetter(1, 2)).isEqualTo(first);
    assertThat(one.deadLetters(1, 0, 10)).containsExactly(first);
    assertThat(one.deadLetter(1, 100_000)).isNull();
    assertThat(two.deadLetters(1, 0, 10)).containsExactly(closed, far);
    assertThat(two.deadLetters(1, 0, 1)).containsExactly(closed);
    assertThat(two.deadLetters(1, 3, 10)).containsExactly(far);
    assertThat(two.deadLetters(0, 0, 10)).isEmpty();
    assertThat(two.deadLetter(1, 3)).isNull();
    assertThat(two.partitions().get(1).deadLetterCounts())
        .containsExactly(new DeadLetterCount(DeadLetterReason.VALUE_TOO_LARGE, 100_001, 3, 0));
  }

  @Test
  void commitsTellFatesAndPlacesInTheLog() {
    publish(letters(0, 3, List.of()));
    PublishedView old = reader.open();
    PublishedView view = publish(letters(3, 10, List.of()));
    PublishedView.Commit commit = Objects.requireNonNull(view.commitOf(1, 9));
    assertThat(commit.record().beginOffset()).isEqualTo(3);
    assertThat(commit.record().endOffset()).isEqualTo(10);
    assertThat(commit.record().committedMillis()).isEqualTo(1_010);
    assertThat(commit.positionsBefore()).containsExactly(Map.entry(0, 30L));
    assertThat(commit.positionsAfter()).containsExactly(Map.entry(0, 100L));
    PublishedView.Commit first = Objects.requireNonNull(view.commitOf(1, 2));
    assertThat(first.positionsBefore()).isEmpty();
    assertThat(view.commitOf(1, 10)).isNull();
    assertThat(view.commitOf(0, 0)).isNull();
    assertThat(old.commitOf(1, 3)).isNull();
    assertThat(view.partitions().get(1).logPositions()).containsExactly(Map.entry(0, 100L));
  }

  @Test
  void hoursAreToldAsOfTheEpoch() {
    PublishedView none = reader.open();
    assertThat(none.epoch()).isZero();
    assertThat(none.partitions()).isEmpty();
    assertThat(none.hours(0, 0, Long.MAX_VALUE)).isEmpty();
    HourTally before = hour(500_000, 0, 3);
    PublishedView one = publish(hours(0, before, List.of(before)));
    HourTally ended = hour(500_000, 0, 5);
    HourTally now = hour(500_001, 5, 2);
    PublishedView two = publish(hours(3, now, List.of(ended, now)));

    assertThat(one.hours(0, 0, 1_000_000)).containsExactly(before);
    assertThat(two.hours(0, 0, 1_000_000)).containsExactly(ended, now);
    assertThat(two.hours(0, 500_001, 500_002)).containsExactly(now);
    assertThat(two.hours(0, 0, 500_001)).containsExactly(ended);
  }

  private static HourTally hour(long hour, long first, long events) {
    return new HourTally(hour, first, new Tally(new Fates(events, 0, 0), Fates.NONE));
  }

  private static PartitionReport hours(long begin, HourTally current, List<HourTally> hours) {
    PartitionState plain = Epochs.state(0, current.endOffset());
    PartitionState state = new PartitionState(
        0,
        1,
        plain.offset(),
        plain.tally(),
        current,
        0,
        0,
        plain.dimensions(),
        plain.deduplication());
    return new PartitionReport(
        state,
        hours,
        List.of(),
        List.of(),
        begin,
        runs(state.offset() - begin),
        new byte[(int) (state.offset() - begin) * ReceiptIndex.HASH_BYTES],
        new TreeMap<>(),
        1);
  }

  /**
   * Goal: every event is found by its identity, in whole blocks and behind the last one. Method:
   * random identities over two blocks and a half, with a new publisher now and then.
   */
  @Test
  void everyEventIsFoundByItsIdentity() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> identities = new ArrayList<>();
    PublishedView view = reader.open();
    while (identities.size() < 80_000) {
      ReceiptIndex index = new ReceiptIndex(2, identities.size(), new HashPieces());
      int begin = identities.size();
      for (int i = random.nextInt(20_000); i >= 0; i--) {
        long identity = random.nextLong();
        identities.add(identity);
        index.add(identity);
      }
      view = publish(new PartitionReport(
          Epochs.state(2, identities.size()),
          List.of(),
          List.of(),
          List.of(),
          begin,
          runs(index.size()),
          index.identityHashes(),
          new TreeMap<>(),
          1));
      if (random.nextInt(3) == 0) {
        publisher.close();
        publisher = CassandraPublisher.open(settings);
      }
    }
    for (int i = 0; i < 40; i++) {
      int offset = i == 0 ? identities.size() - 1 : random.nextInt(identities.size());
      List<Long> found = new ArrayList<>();
      view.candidates(2, identities.get(offset), found::add);
      assertThat(found).as("seed " + seed).contains((long) offset).hasSizeLessThan(4);
      assertThat(view.commitOf(2, offset)).as("seed " + seed).isNotNull();
    }
  }
}
