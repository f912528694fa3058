package io.tallystick.protocol.event;

import static io.tallystick.protocol.event.MemberName.ATTRIBUTES;
import static io.tallystick.protocol.event.MemberName.DATA;
import static io.tallystick.protocol.event.MemberName.DATACONTENTTYPE;
import static io.tallystick.protocol.event.MemberName.EXTENSION;
import static io.tallystick.protocol.event.MemberName.ID;
import static io.tallystick.protocol.event.MemberName.SOURCE;
import static io.tallystick.protocol.event.MemberName.SPECVERSION;
import static io.tallystick.protocol.event.MemberName.SUBJECT;
import static io.tallystick.protocol.event.MemberName.TIME;
import static io.tallystick.protocol.event.MemberName.TYPE;
import static io.tallystick.protocol.event.MemberName.VALUE;

import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.event.TimeText;

/**
 * Reads the usual JSON event, plain or CloudEvent, straight from the bytes: texts point into the
 * body, only those with escapes are copied, and no object is made.
 *
 * <p>It never judges. Whatever is not quite usual (a null, an unknown or repeated member, a fault of
 * any kind) it declines, and {@link JsonEventReader} reads that event from its beginning.
 * What it does accept, it reads to the very same draft.
 */
final class PlainEventScanner {

  /*
   * Jackson is the authority but costs several times as much: it makes a String of every name and
   * text, and most of the processor time of the write path goes into reading the body. Member names
   * are told apart by comparing their first eight bytes, closing quote included, with constants.
   */

  /** What is returned for an element that is for Jackson to read. */
  static final int DECLINED = -1;

  // not members, but seen like them
  private static final int NUMBER = 11;
  private static final int DATA_VALUE = 12;
  private static final int DATA_ATTRIBUTES = 13;

  private static final int CLOUD_EVENT_NEEDS =
      1 << SOURCE | 1 << ID | 1 << TYPE | 1 << SUBJECT | 1 << SPECVERSION;
  private static final int CLOUD_EVENT_ONLY = 1 << DATA | 1 << DATACONTENTTYPE | 1 << EXTENSION;
  private static final int PLAIN_ONLY = 1 << ATTRIBUTES | 1 << NUMBER;
  private static final int TWO_VALUES = 1 << VALUE | 1 << DATA_VALUE;

  private static final int NUMBER_BYTES_MAX = 64;
  private static final long LINE_SPACES = 1L << ' ' | 1L << '\t' | 1L << '\r';
  private static final long ALL_SPACES = LINE_SPACES | 1L << '\n';

  private final EventDraft draft;
  private final JsonEscapes escapes;
  private final int attributesMax;
  private long spaces;
  private int seen;

  PlainEventScanner(EventLimits limits, EventDraft draft) {
    this.draft = draft;
    this.escapes = new JsonEscapes(limits);
    this.attributesMax = limits.attributesMax();
  }

  /**
   * Reads the event that begins at {@code from}, which must be less than {@code to}.
   *
   * @param lines whether a line end ends the event, rather than being white space
   * @param onlyCloudEvents whether it has to be a CloudEvent
   * @return where it ends, or DECLINED: then the draft holds anything
   */
  int scan(byte[] bytes, int from, int to, boolean lines, boolean onlyCloudEvents) {
    draft.clear();
    escapes.clear();
    seen = 0;
    spaces = lines ? LINE_SPACES : ALL_SPACES;
    if (bytes[from] != '{') {
      return DECLINED;
    }
    int at = from;
    do {
      at = member(bytes, space(bytes, at + 1, to), to);
      if (at < 0) {
        return DECLINED;
      }
      at = space(bytes, at, to);
    } while (at < to && bytes[at] == ',');
    return at < to && bytes[at] == '}' && isWhole(onlyCloudEvents) ? at + 1 : DECLINED;
  }

  /** Whether what was seen makes an event that Jackson would accept as well. */
  private boolean isWhole(boolean onlyCloudEvents) {
    if ((seen & 1 << SPECVERSION) == 0) {
      return !onlyCloudEvents && (seen & CLOUD_EVENT_ONLY) == 0;
    }
    TextSlice source = draft.source();
    return (seen & CLOUD_EVENT_NEEDS) == CLOUD_EVENT_NEEDS
        && (seen & PLAIN_ONLY) == 0
        && (seen & TWO_VALUES) != TWO_VALUES
        && UriReference.isValid(source.bytes(), source.offset(), source.offset() + source.length());
  }

  /** Reads one member, of which the name opens at {@code at}; returns where it ends. */
  private int member(byte[] bytes, int at, int to) {
    // a member so close to the end is at best an extension of one letter: left to Jackson
    if (at + 1 + Long.BYTES > to || bytes[at] != '"') {
      return DECLINED;
    }
    int member = MemberName.of(bytes, at + 1, to);
    if (member == EXTENSION) {
      return extension(bytes, at + 1, to);
    }
    int value = colon(bytes, at + 1 + MemberName.bytes(member), to);
    if (value < 0 || isRepeated(member)) {
      return DECLINED;
    }
    switch (member) {
      case SOURCE:
        return text(bytes, value, to, draft.source());
      case ID:
        return text(bytes, value, to, draft.id());
      case TYPE:
        return text(bytes, value, to, draft.type());
      case SUBJECT:
        return text(bytes, value, to, draft.subject());
      case TIME:
        return time(bytes, value, to);
      case VALUE:
        return value(bytes, value, to);
      case ATTRIBUTES:
        return attributes(bytes, value, to);
      case DATA:
        return data(bytes, value, to);
      case SPECVERSION:
        return constant("\"1.0\"", bytes, value, to);
      default:
        return constant("\"application/json\"", bytes, value, to);
    }
  }

  /** Reads a member of another name: an attribute, if this turns out to be a CloudEvent. */
  private int extension(byte[] bytes, int at, int to) {
    int nameEnd = at;
    while (nameEnd < to && isNameByte(bytes[nameEnd])) {
      nameEnd++;
    }
    int value = nameEnd < to && nameEnd > at && bytes[nameEnd] == '"'
        ? colon(bytes, nameEnd + 1, to)
        : DECLINED;
    if (value < 0 || MemberName.isDataSchema(bytes, at)) {
      return DECLINED;
    }
    seen |= 1 << EXTENSION;
    return attribute(bytes, at, nameEnd, value, to);
  }

  private static boolean isNameByte(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
  }

  private boolean isRepeated(int member) {
    boolean repeated = (seen & 1 << member) != 0;
    seen |= 1 << member;
    return repeated;
  }

  /** Reads a string that is not empty. */
  private int text(byte[] bytes, int at, int to, TextSlice target) {
    int end = string(bytes, at, to, target);
    return target.isEmpty() ? DECLINED : end;
  }

  private int string(byte[] bytes, int at, int to, TextSlice target) {
    if (bytes[at] != '"') {
      return DECLINED;
    }
    int end = JsonStringScan.end(bytes, at + 1, to);
    if (end >= 0) {
      target.set(bytes, at + 1, end - at - 1);
      return end + 1;
    }
    end = escapes.read(bytes, at + 1, to, target);
    return end < 0 ? DECLINED : end + 1;
  }

  private int time(byte[] bytes, int at, int to) {
    int end;
    long millis;
    if (bytes[at] == '"') {
      end = JsonStringScan.end(bytes, at + 1, to);
      millis = end < 0 ? TimeText.NONE : TimeText.parseRfc3339(bytes, at + 1, end - at - 1);
      end++;
    } else {
      seen |= 1 << NUMBER;
      end = numberEnd(bytes, at, to);
      millis = TimeText.parseEpochMillis(bytes, at, end - at);
    }
    if (millis == TimeText.NONE) {
      return DECLINED;
    }
    draft.timeMillis(millis);
    return end;
  }

  private int value(byte[] bytes, int at, int to) {
    if (bytes[at] != '"') {
      seen |= 1 << NUMBER;
      return decimal(bytes, at, numberEnd(bytes, at, to), 0);
    }
    int end = JsonStringScan.end(bytes, at + 1, to);
    return end < 0 ? DECLINED : decimal(bytes, at + 1, end, 1);
  }

  private int decimal(byte[] bytes, int at, int end, int quote) {
    boolean usual =
        end - at <= NUMBER_BYTES_MAX && DecimalText.parse(bytes, at, end - at, draft) == null;
    return usual ? end + quote : DECLINED;
  }

  private static int numberEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isNumberByte(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isNumberByte(byte b) {
    return (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
  }

  /** Reads an object of strings. */
  private int attributes(byte[] bytes, int from, int to) {
    if (bytes[from] != '{') {
      return DECLINED;
    }
    int at = space(bytes, from + 1, to);
    if (at < to && bytes[at] == '}') {
      return at + 1;
    }
    while (at < to && bytes[at] == '"') {
      int nameEnd = JsonStringScan.end(bytes, at + 1, to);
      int value = nameEnd < 0 ? DECLINED : colon(bytes, nameEnd + 1, to);
      int end = value < 0 ? DECLINED : attribute(bytes, at + 1, nameEnd, value, to);
      if (end < 0) {
        return DECLINED;
      }
      at = space(bytes, end, to);
      if (at < to && bytes[at] == '}') {
        return at + 1;
      }
      if (at == to || bytes[at] != ',') {
        return DECLINED;
      }
      at = space(bytes, at + 1, to);
    }
    return DECLINED;
  }

  private int attribute(byte[] bytes, int name, int nameEnd, int value, int to) {
    if (draft.attributeCount() == attributesMax) {
      return DECLINED;
    }
    int index = draft.addAttribute();
    int end = string(bytes, value, to, draft.attributeValue(index));
    if (end < 0) {
      return DECLINED;
    }
    TextSlice added = draft.attributeName(index);
    added.set(bytes, name, nameEnd - name);
    for (int i = 0; i < index; i++) {
      if (draft.attributeName(i).contentEquals(added)) {
        return DECLINED;
      }
    }
    return end;
  }

  /** Reads the data of a CloudEvent that holds nothing but value and attributes. */
  private int data(byte[] bytes, int from, int to) {
    if (bytes[from] != '{') {
      return DECLINED;
    }
    int at = from;
    do {
      at = space(bytes, at + 1, to);
      if (at + 1 + Long.BYTES > to || bytes[at] != '"') {
        return DECLINED;
      }
      int member = MemberName.of(bytes, at + 1, to);
      if (member != VALUE && member != ATTRIBUTES) {
        return DECLINED;
      }
      int value = colon(bytes, at + 1 + MemberName.bytes(member), to);
      if (value < 0 || isRepeated(member == VALUE ? DATA_VALUE : DATA_ATTRIBUTES)) {
        return DECLINED;
      }
      int numbers = seen & 1 << NUMBER;
      at = member == VALUE ? value(bytes, value, to) : attributes(bytes, value, to);
      if (at < 0) {
        return DECLINED;
      }
      // a number is as good as a string here
      seen = (seen & ~(1 << NUMBER)) | numbers;
      at = space(bytes, at, to);
    } while (at < to && bytes[at] == ',');
    return at < to && bytes[at] == '}' ? at + 1 : DECLINED;
  }

  /** The position of the value behind the colon that is next, or DECLINED. */
  private int colon(byte[] bytes, int from, int to) {
    int at = space(bytes, from, to);
    if (at >= to || bytes[at] != ':') {
      return DECLINED;
    }
    at = space(bytes, at + 1, to);
    return at < to ? at : DECLINED;
  }

  private int space(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] <= ' ' && bytes[at] >= 0 && (spaces >>> bytes[at] & 1) != 0) {
      at++;
    }
    return at;
  }

  private static int constant(String text, byte[] bytes, int at, int to) {
    return MemberName.follows(text, bytes, at, to) ? at + text.length() : DECLINED;
  }
}
