package io.tallystick.core.process;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.Event;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.ledger.HourTally;
import io.tallystick.core.receipt.HashPieces;
import io.tallystick.core.receipt.ReceiptIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was decided about single events of one partition since the last commit. Written by the
 * partition's processor alone, and no longer once it is frozen.
 */
public final class Journal {

  /** What an event costs besides its texts, and what each of its attributes does, roughly. */
  private static final long RECORD_BYTES = 512;

  private static final long ENTRY_BYTES = 160;

  private final long beginOffset;
  private final ReceiptIndex receipts;
  private final FateRuns fates = new FateRuns();
  private final List<HourTally> hours = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final List<DeadLetter.Closing> closings = new ArrayList<>();
  private long deadLetterBytes;

  /**
   * @param beginOffset the first offset that will be decided
   * @param memory what its receipts are kept in
   */
  public Journal(int partition, long beginOffset, HashPieces memory) {
    this.beginOffset = beginOffset;
    this.receipts = new ReceiptIndex(partition, beginOffset, memory);
  }

  /** The event at the next offset. */
  void add(long identityLow, Fate fate) {
    receipts.add(identityLow);
    fates.add(fate);
  }

  void add(HourTally hour) {
    hours.add(hour);
  }

  void add(DeadLetter deadLetter) {
    deadLetters.add(deadLetter);
    deadLetterBytes += bytes(deadLetter.event()) + deadLetter.message().length();
  }

  void add(DeadLetter.Closing closing) {
    closings.add(closing);
    Event replayed = closing.replayed();
    deadLetterBytes +=
        closing.note().length() + (replayed == null ? RECORD_BYTES : bytes(replayed));
  }

  private static long bytes(Event event) {
    long bytes = RECORD_BYTES
        + event.source().length()
        + event.id().length()
        + event.type().length()
        + event.subject().length();
    for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
      bytes += ENTRY_BYTES + attribute.getKey().length() + attribute.getValue().length();
    }
    return bytes;
  }

  /** First offset that is decided here. */
  public long beginOffset() {
    return beginOffset;
  }

  /** Offset after the last one. */
  public long endOffset() {
    return beginOffset + receipts.size();
  }

  /** Events that are decided here. */
  public int size() {
    return receipts.size();
  }

  /** Where they are, by their identity. */
  public ReceiptIndex receipts() {
    return receipts;
  }

  /** Their fates, as {@link FateRuns}. */
  public byte[] fates() {
    return fates.toByteArray();
  }

  /** Hours of arrival that ended, then the one that goes on; each since its beginning. */
  public List<HourTally> hours() {
    return hours;
  }

  /** Events that could not be counted. */
  public List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  /** Memory of the dead letters and of those that left, roughly. */
  public long deadLetterBytes() {
    return deadLetterBytes;
  }

  /** Dead letters that left, of this journal or of earlier ones. */
  public List<DeadLetter.Closing> closings() {
    return closings;
  }
}
