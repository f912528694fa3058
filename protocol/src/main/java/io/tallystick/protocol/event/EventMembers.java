package io.tallystick.protocol.event;

import io.tallystick.core.event.DecimalText;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.event.TimeText;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the members of one event into the draft, for the forms that come as {@code String}s, and
 * keeps the most important refusal: the one whose code stands first in {@link ErrorCode}.
 */
final class EventMembers {

  private final EventLimits limits;
  private final EventDraft draft;
  private final Set<String> names = new HashSet<>();
  private @Nullable Refusal refusal;

  EventMembers(EventLimits limits, EventDraft draft) {
    this.limits = limits;
    this.draft = draft;
  }

  /** Begins an event; the draft is empty from here on. */
  void begin() {
    draft.clear();
    names.clear();
    refusal = null;
  }

  EventDraft draft() {
    return draft;
  }

  @Nullable
  Refusal refusal() {
    return refusal;
  }

  void refuse(@Nullable Refusal other) {
    if (other != null && (refusal == null || other.code().compareTo(refusal.code()) < 0)) {
      refusal = other;
    }
  }

  void refuse(ErrorCode code, String name, String value, String expected) {
    refuse(Refusal.of(code, name, value, expected));
  }

  /** Whether the name comes for the first time in this event; refuses the event otherwise. */
  boolean isFirst(String name) {
    boolean first = names.add(name);
    if (!first) {
      refuse(ErrorCode.DUPLICATE_FIELD, "member", name, "each member once");
    }
    return first;
  }

  /** Sets a text. */
  void text(String name, TextSlice target, String text) {
    if (isWellFormed(name, text)) {
      target.set(text);
    }
  }

  /** Sets a text of which it makes a difference whether it is empty or not there. */
  void textNotEmpty(String name, TextSlice target, String text) {
    if (text.isEmpty()) {
      refuse(ErrorCode.MISSING_FIELD, name, "empty", "a text that is not empty");
    } else {
      text(name, target, text);
    }
  }

  /** Sets the time from an RFC 3339 text. */
  void time(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    time(text, TimeText.parseRfc3339(bytes, 0, bytes.length));
  }

  /** Sets the time from the digits of epoch milliseconds. */
  void timeMillis(String digits) {
    byte[] bytes = digits.getBytes(StandardCharsets.UTF_8);
    time(digits, TimeText.parseEpochMillis(bytes, 0, bytes.length));
  }

  private void time(String text, long millis) {
    if (millis == TimeText.NONE) {
      refuse(
          ErrorCode.INVALID_TIME,
          "time",
          text,
          "RFC 3339 such as \"2026-11-22T10:15:30Z\", or whole epoch milliseconds as a number");
    } else {
      draft.timeMillis(millis);
    }
  }

  /** Sets the value from decimal text. */
  void value(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    refuse(DecimalText.parse(bytes, 0, bytes.length, draft));
  }

  /** Adds an attribute. */
  void attribute(String name, String text) {
    if (draft.attributeCount() == limits.attributesMax()) {
      refuse(tooManyAttributes(limits));
      return;
    }
    if (!isWellFormed("attribute name", name) || !isWellFormed("attributes." + name, text)) {
      return;
    }
    int index = draft.addAttribute();
    TextSlice added = draft.attributeName(index);
    added.set(name);
    draft.attributeValue(index).set(text);
    for (int i = 0; i < index; i++) {
      if (draft.attributeName(i).contentEquals(added)) {
        refuse(ErrorCode.DUPLICATE_FIELD, "attribute", name, "each attribute once");
      }
    }
  }

  static Refusal tooManyAttributes(EventLimits limits) {
    int most = limits.attributesMax();
    return Refusal.of(
        ErrorCode.TOO_MANY_ATTRIBUTES, "attributes", "more than " + most, "at most " + most);
  }

  /** An escape can name half of a surrogate pair, which is no character and has no UTF-8. */
  private boolean isWellFormed(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          refuse(ErrorCode.INVALID_TEXT, name, "half of a surrogate pair", "characters of Unicode");
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
