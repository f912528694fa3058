package io.tallystick.server;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.rollup.Dimension;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ledger and a receipt in which everything occurs. */
final class SampleAccounts {

  /** 2026-11-22T10:00:05Z. */
  static final long TIME = 1_795_341_605_000L;

  static final Ledger.Line LINE = new Ledger.Line(10, new Fates(5, 2, 1), 2);
  static final Ledger LEDGER = new Ledger(
      LINE,
      List.of(new Ledger.PartitionLine(0, LINE)),
      List.of(new Ledger.HourLine(TIME / 3_600_000 * 3_600_000, LINE)),
      new Ledger.Line(5, new Fates(4, 1, 0), 0),
      List.of());

  static final Event EVENT = new Event(
      "web",
      "7f3a",
      "view",
      "A",
      TIME,
      new BigDecimal("12.50"),
      new TreeMap<>(Map.of("country", "DE")));

  private static final DeadLetter DEAD = new DeadLetter(
      1,
      17,
      TIME + 250,
      EVENT,
      DeadLetterReason.VALUE_TOO_LARGE,
      "value: 12.5 (expected: <= 10)",
      DeadLetter.NO_REPLAY,
      DeadLetter.Closing.replayed(17, TIME + 1250, 20, "raised", EVENT));

  /** Dead-lettered, replayed, sent once more, and sent again a moment ago. */
  static final Receipt RECEIPT = new Receipt(List.of(
      new Receipt.Copy(
          EVENT, Fate.DEAD_LETTERED, 1, 17, TIME + 250, TIME + 900, List.of(), null, DEAD),
      new Receipt.Copy(
          EVENT,
          Fate.COUNTED,
          1,
          20,
          TIME + 1250,
          TIME + 1900,
          List.of(Dimension.TOTAL, Dimension.SUBJECT, new Dimension(List.of("subject", "country"))),
          null,
          null),
      new Receipt.Copy(
          EVENT, Fate.DUPLICATE, 1, 30, TIME + 2250, TIME + 2900, List.of(), 20L, null),
      new Receipt.Copy(EVENT, Fate.IN_FLIGHT, 1, 31, TIME + 3250, null, List.of(), null, null)));

  private SampleAccounts() {}
}
