package io.tallystick.core.deadletter;

import io.tallystick.core.deadletter.DeadLetter.Closing;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.Utf8;
import io.tallystick.core.ledger.CorruptRecordException;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.core.log.LoggedEvents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one dead letter, version {@value #VERSION}; all big endian.
 *
 * <pre>
 * key      | u8 0 open, 1 closed | u16 partition | i64 offset |
 * value    | u8 version | i64 arrival millis | i64 replay of | u8 reason | text message | event |
 *          | u8 0 open, 1 replayed, 2 discarded | when it is closed: closing |
 * closing  | i64 closed millis | i64 replay offset | text note | event as replayed |
 * text     | i32 length | UTF-8 |
 * event    | i32 length | a log batch of one; no bytes: none, or as it was |
 * </pre>
 */
public final class DeadLetterLayout {

  public static final int VERSION = 1;

  private static final int KEY_BYTES = 1 + 2 + 8;
  private static final byte[] NOTHING = new byte[0];

  private DeadLetterLayout() {}

  public static byte[] key(boolean closed, int partition, long offset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .put((byte) (closed ? 1 : 0))
        .putShort((short) partition)
        .putLong(offset)
        .array();
  }

  /** Whether {@code key} is of a dead letter of that kind and partition. */
  public static boolean isOf(boolean closed, int partition, byte[] key) {
    return key.length == KEY_BYTES && key[0] == (closed ? 1 : 0) && partition(key) == partition;
  }

  private static int partition(byte[] key) {
    return Short.toUnsignedInt(ByteBuffer.wrap(key).getShort(1));
  }

  public static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(3);
  }

  public static byte[] value(DeadLetter letter) {
    byte[] message = letter.message().getBytes(StandardCharsets.UTF_8);
    byte[] event = batch(letter.event());
    byte[] closing = closing(letter);
    return ByteBuffer.allocate(
            1 + 8 + 8 + 1 + 4 + message.length + 4 + event.length + 1 + closing.length)
        .put((byte) VERSION)
        .putLong(letter.arrivalMillis())
        .putLong(letter.replayOf())
        .put((byte) letter.reason().number())
        .putInt(message.length)
        .put(message)
        .putInt(event.length)
        .put(event)
        .put((byte) number(letter.state()))
        .put(closing)
        .array();
  }

  private static byte[] closing(DeadLetter letter) {
    Closing closing = letter.closing();
    if (closing == null) {
      return NOTHING;
    }
    Event replayed = closing.replayed();
    byte[] note = closing.note().getBytes(StandardCharsets.UTF_8);
    byte[] edited = replayed == null || replayed.equals(letter.event()) ? NOTHING : batch(replayed);
    return ByteBuffer.allocate(8 + 8 + 4 + note.length + 4 + edited.length)
        .putLong(closing.closedMillis())
        .putLong(closing.replayOffset())
        .putInt(note.length)
        .put(note)
        .putInt(edited.length)
        .put(edited)
        .array();
  }

  private static byte[] batch(Event event) {
    EventDraft draft = new EventDraft();
    event.draft(draft);
    LogBatchWriter writer = new LogBatchWriter();
    writer.add(draft);
    return writer.toByteArray();
  }

  public static DeadLetter read(byte[] key, byte[] value) {
    int partition = partition(key);
    long offset = offset(key);
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      int version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("version: " + version);
      }
      long arrivalMillis = in.getLong();
      long replayOf = in.getLong();
      DeadLetterReason reason = DeadLetterReason.of(in.get());
      String message = text(in);
      Event event = event(bytes(in));
      Closing closing = closing(in, offset, event);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("bytes left: " + in.remaining());
      }
      return new DeadLetter(
          partition, offset, arrivalMillis, event, reason, message, replayOf, closing);
    } catch (RuntimeException e) {
      throw new CorruptRecordException(
          "dead letters: the one at offset " + offset + " of partition " + partition
              + " is damaged or of another version (expected: version " + VERSION + ")",
          e);
    }
  }

  private static @Nullable Closing closing(ByteBuffer in, long offset, Event event) {
    State state = state(in.get());
    if (state == State.OPEN) {
      return null;
    }
    long closedMillis = in.getLong();
    long replayOffset = in.getLong();
    String note = text(in);
    byte[] edited = bytes(in);
    return state == State.DISCARDED
        ? Closing.discarded(offset, closedMillis, note)
        : Closing.replayed(
            offset, closedMillis, replayOffset, note, edited.length == 0 ? event : event(edited));
  }

  private static int number(State state) {
    return switch (state) {
      case OPEN -> 0;
      case REPLAYED -> 1;
      case DISCARDED -> 2;
    };
  }

  private static State state(int number) {
    return switch (number) {
      case 0 -> State.OPEN;
      case 1 -> State.REPLAYED;
      case 2 -> State.DISCARDED;
      default -> throw new IllegalArgumentException("state: " + number);
    };
  }

  private static Event event(byte[] batch) {
    LogBatchReader reader = new LogBatchReader();
    reader.read(batch);
    if (reader.count() != 1) {
      throw new IllegalArgumentException("events: " + reader.count());
    }
    return new LoggedEvents().event(reader, 0);
  }

  private static String text(ByteBuffer in) {
    byte[] text = bytes(in);
    if (!Utf8.isWellFormed(text, 0, text.length)) {
      throw new IllegalArgumentException("text: other bytes (expected: UTF-8)");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("length: " + length);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
