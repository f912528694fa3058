package io.tallystick.protocol.event;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import java.nio.charset.StandardCharsets;

/**
 * Takes a body of JSON apart into its events: an array, a single object, or lines.
 *
 * <p>Every element has exactly one outcome, and a broken one spoils no other as long as its end can
 * be told.
 */
final class JsonBodyReader {

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int SHOWN_MAX = 32;

  /** What {@link #element} returns when nothing behind the element can be read. */
  private static final int LOST = -1;

  private final EventDraft draft;
  private final PlainEventScanner scanner;
  private final JsonEventReader reader;

  JsonBodyReader(EventLimits limits, EventDraft draft) {
    this.draft = draft;
    this.scanner = new PlainEventScanner(limits, draft);
    this.reader = new JsonEventReader(limits, draft);
  }

  JsonEventReader reader() {
    return reader;
  }

  /** Reads one event or an array of events. */
  void document(EventForm form, byte[] bytes, int offset, int to, BatchProgress batch) {
    int from = begin(bytes, offset, to);
    if (from == to) {
      return;
    }
    boolean cloudEvents = form != EventForm.JSON;
    boolean array = bytes[from] == '[';
    if (array != (form == EventForm.CLOUD_EVENT_BATCH) && form != EventForm.JSON) {
      batch.begin();
      batch.reject(Refusal.of(
          ErrorCode.WRONG_TYPE,
          "body",
          array ? "an array" : shown(bytes, from, to),
          array ? "an object" : "an array"));
      return;
    }
    int end = array
        ? array(bytes, from + 1, to, cloudEvents, batch)
        : element(bytes, from, to, cloudEvents, batch);
    int rest = end == LOST ? to : JsonElementSplitter.skipSpace(bytes, end, to);
    if (rest < to) {
      batch.begin();
      batch.reject(malformed(shown(bytes, rest, to), "the end of the body"));
    }
  }

  /** Reads the elements of an array; returns where it ends, or LOST. */
  private int array(byte[] bytes, int from, int to, boolean cloudEvents, BatchProgress batch) {
    int at = JsonElementSplitter.skipSpace(bytes, from, to);
    if (at < to && bytes[at] == ']') {
      return at + 1;
    }
    while (true) {
      if (at == to || bytes[at] == ',' || bytes[at] == ']') {
        batch.begin();
        batch.reject(malformed(at == to ? "the end of the body" : "nothing", "an event"));
        at = at == to ? LOST : at;
      } else {
        at = element(bytes, at, to, cloudEvents, batch);
      }
      at = separator(bytes, at, to, batch);
      if (at == LOST) {
        return LOST;
      }
      if (bytes[at] == ']') {
        return at + 1;
      }
      at = JsonElementSplitter.skipSpace(bytes, at + 1, to);
    }
  }

  /** Finds the comma or bracket behind an element, rejects what stands in between. */
  private static int separator(byte[] bytes, int from, int to, BatchProgress batch) {
    int at = from;
    while (at != LOST) {
      at = JsonElementSplitter.skipSpace(bytes, at, to);
      if (at < to && (bytes[at] == ',' || bytes[at] == ']')) {
        return at;
      }
      batch.begin();
      if (at == to) {
        batch.reject(malformed("the end of the body", "a comma or ]"));
        return LOST;
      }
      int end = bytes[at] == '{'
          ? JsonElementSplitter.end(bytes, at, to)
          : JsonElementSplitter.noiseEnd(bytes, at, to);
      if (end < 0) {
        batch.reject(lost(bytes, at, to));
        return LOST;
      }
      batch.reject(malformed(shown(bytes, at, end), "a comma before it"));
      at = end;
    }
    return LOST;
  }

  /** Reads one element; returns where it ends, or LOST. */
  private int element(byte[] bytes, int from, int to, boolean cloudEvents, BatchProgress batch) {
    batch.begin();
    int scanned = scanner.scan(bytes, from, to, false, cloudEvents);
    if (scanned != PlainEventScanner.DECLINED) {
      batch.accept(draft, scanned - from);
      return scanned;
    }
    int end = JsonElementSplitter.end(bytes, from, to);
    if (end < 0) {
      batch.reject(lost(bytes, from, to));
      return LOST;
    }
    judge(bytes, from, end, cloudEvents, batch);
    return end;
  }

  /** Reads one event per line. */
  void lines(byte[] bytes, int offset, int to, BatchProgress batch) {
    int at = begin(bytes, offset, to);
    while (at < to) {
      batch.begin();
      int scanned = scanner.scan(bytes, at, to, true, false);
      if (scanned != PlainEventScanner.DECLINED && isLineEnd(bytes, scanned, to)) {
        batch.accept(draft, scanned - at);
        at = JsonElementSplitter.skipSpace(bytes, scanned, to);
      } else {
        int end = at;
        while (end < to && bytes[end] != '\n') {
          end++;
        }
        judge(bytes, at, end, false, batch);
        at = JsonElementSplitter.skipSpace(bytes, end, to);
      }
    }
  }

  private static boolean isLineEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n') {
      if (!JsonElementSplitter.isSpace(bytes[at])) {
        return false;
      }
      at++;
    }
    return true;
  }

  /** Lets Jackson decide on the element that stands between the two positions. */
  private void judge(byte[] bytes, int from, int to, boolean cloudEvents, BatchProgress batch) {
    int end = to;
    while (end > from && JsonElementSplitter.isSpace(bytes[end - 1])) {
      end--;
    }
    Refusal refusal = batch.size(end - from);
    if (refusal != null) {
      batch.reject(refusal);
      return;
    }
    refusal = reader.read(bytes, from, end - from, cloudEvents);
    if (refusal == null) {
      batch.accept(draft, end - from);
    } else {
      batch.reject(draft.id(), refusal);
    }
  }

  /** Where the text begins, behind white space and a byte order mark, which RFC 8259 permits. */
  private static int begin(byte[] bytes, int offset, int to) {
    int from = offset;
    if (to - from >= BYTE_ORDER_MARK.length
        && bytes[from] == BYTE_ORDER_MARK[0]
        && bytes[from + 1] == BYTE_ORDER_MARK[1]
        && bytes[from + 2] == BYTE_ORDER_MARK[2]) {
      from += BYTE_ORDER_MARK.length;
    }
    return JsonElementSplitter.skipSpace(bytes, from, to);
  }

  private static Refusal malformed(String shown, String expected) {
    return Refusal.of(ErrorCode.MALFORMED_JSON, "body", shown, expected);
  }

  private static Refusal lost(byte[] bytes, int from, int to) {
    return malformed(
        shown(bytes, from, to), "JSON; this event has no end, the rest of the body was not read");
  }

  private static String shown(byte[] bytes, int from, int to) {
    return new String(bytes, from, Math.min(to - from, SHOWN_MAX), StandardCharsets.UTF_8);
  }
}
