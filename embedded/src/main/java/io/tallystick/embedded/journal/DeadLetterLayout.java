package io.tallystick.embedded.journal;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.Closing;
import io.tallystick.core.deadletter.DeadLetter.Outcome;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.LoggedEvents;
import io.tallystick.embedded.rocks.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of one dead letter, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key      | u8 0 open, 1 closed | u16 partition | i64 offset |
 * value    | u8 version | i64 arrival millis | i64 replay of | u8 reason | text message |
 *          | u8 0 open, 1 replayed, 2 discarded | i64 replay offset | i64 closed millis | text note |
 *          | the event, as a log batch of one |
 * text     | i32 length | UTF-8 |
 * </pre>
 */
final class DeadLetterLayout {

  static final int VERSION = 1;

  private static final int KEY_BYTES = 1 + 2 + 8;
  private static final int OPEN = 0;

  /**
   * A dead letter as it is stored.
   *
   * @param closedMillis when it left; 0 while it is open
   */
  record Stored(DeadLetter deadLetter, long closedMillis) {}

  private DeadLetterLayout() {}

  static byte[] key(boolean closed, int partition, long offset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .put((byte) (closed ? 1 : 0))
        .putShort((short) partition)
        .putLong(offset)
        .array();
  }

  static boolean isClosed(byte[] key) {
    return key[0] == 1;
  }

  static int partition(byte[] key) {
    return Short.toUnsignedInt(ByteBuffer.wrap(key).getShort(1));
  }

  static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(3);
  }

  static byte[] value(DeadLetter letter, long closedMillis) {
    byte[] message = letter.message().getBytes(StandardCharsets.UTF_8);
    Closing closing = letter.closing();
    byte[] note = closing == null ? new byte[0] : closing.note().getBytes(StandardCharsets.UTF_8);
    EventDraft draft = new EventDraft();
    letter.event().draft(draft);
    LogBatchWriter writer = new LogBatchWriter();
    writer.add(draft);
    byte[] batch = writer.toByteArray();
    return ByteBuffer.allocate(
            1 + 8 + 8 + 1 + 4 + message.length + 1 + 8 + 8 + 4 + note.length + batch.length)
        .put((byte) VERSION)
        .putLong(letter.arrivalMillis())
        .putLong(letter.replayOf())
        .put((byte) letter.reason().number())
        .putInt(message.length)
        .put(message)
        .put((byte) (closing == null ? OPEN : 1 + closing.outcome().ordinal()))
        .putLong(closing == null ? DeadLetter.NO_REPLAY : closing.replayOffset())
        .putLong(closedMillis)
        .putInt(note.length)
        .put(note)
        .put(batch)
        .array();
  }

  static Stored read(byte[] key, byte[] value) {
    int partition = partition(key);
    long offset = offset(key);
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      if (in.get() != VERSION) {
        throw new IllegalArgumentException("version: " + value[0]);
      }
      long arrivalMillis = in.getLong();
      long replayOf = in.getLong();
      DeadLetterReason reason = DeadLetterReason.of(in.get());
      String message = text(in);
      int outcome = in.get();
      long replayOffset = in.getLong();
      long closedMillis = in.getLong();
      String note = text(in);
      byte[] batch = new byte[in.remaining()];
      in.get(batch);
      LogBatchReader reader = new LogBatchReader();
      reader.read(batch);
      Event event = new LoggedEvents().event(reader, 0);
      Closing closing = outcome == OPEN
          ? null
          : new Closing(offset, Outcome.values()[outcome - 1], replayOffset, note);
      return new Stored(
          new DeadLetter(
              partition, offset, arrivalMillis, event, reason, message, replayOf, closing),
          closedMillis);
    } catch (RuntimeException e) {
      throw new StoreException(
          "dead letters: the one at offset " + offset + " of partition " + partition
              + " is damaged or of another version (expected: version " + VERSION + ")",
          e);
    }
  }

  private static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("length: " + length);
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
