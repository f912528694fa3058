package io.tallystick.core.event;

import io.tallystick.core.rollup.Calendar;
import io.tallystick.core.rollup.Dimension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event must be like to be accepted.
 *
 * <ul>
 *   <li>Type and subject are there. Source and id may be missing here; what stands for them is the
 *       business of {@link io.tallystick.core.log.EventRouter}.
 *   <li>Every text is UTF-8 without control characters (U+0000 to U+001F, U+007F) and within {@link
 *       EventLimits#textBytesMax()}. An attribute may have an empty value.
 *   <li>Attribute names are not empty, distinct, and not {@code subject}: as a dimension that name
 *       stands for the event's subject.
 *   <li>The time, if there is one, lies in the {@link Calendar} and within the limits around the
 *       arrival; the value has no more digits than {@link DecimalText} allows.
 * </ul>
 *
 * <p>Immutable.
 */
public final class EventRules {

  /*
   * Two walks. The first, over events that are all good, decides and nothing else. The second,
   * over the few that are not, looks for the fault that ErrorCode lists first.
   */

  /** A text of an event and what it is called in messages. */
  private record Part(String name, TextSlice text, boolean required) {}

  private static final long TIME_MIN = Calendar.MINUTE_MIN * Calendar.MILLIS_PER_MINUTE;
  private static final long TIME_END = Calendar.MINUTE_END * Calendar.MILLIS_PER_MINUTE;

  private final EventLimits limits;
  private final TextSlice reserved = new TextSlice();

  public EventRules(EventLimits limits) {
    this.limits = limits;
    reserved.set(Dimension.SUBJECT_NAME);
  }

  /** Why {@code draft}, which arrives at {@code arrivalMillis}, is refused; null when it is not. */
  public @Nullable Refusal check(EventDraft draft, long arrivalMillis) {
    return passes(draft, arrivalMillis) ? null : refusal(draft, arrivalMillis);
  }

  private boolean passes(EventDraft draft, long arrivalMillis) {
    return passes(draft.type(), 1)
        && passes(draft.subject(), 1)
        && passes(draft.source(), 0)
        && passes(draft.id(), 0)
        && passesTime(draft, arrivalMillis)
        && passesValue(draft)
        && (draft.attributeCount() == 0 || passesAttributes(draft));
  }

  private boolean passes(TextSlice text, int bytesMin) {
    int length = text.length();
    return length >= bytesMin
        && length <= limits.textBytesMax()
        && Utf8.isText(text.bytes(), text.offset(), length);
  }

  private boolean passesTime(EventDraft draft, long arrivalMillis) {
    if (!draft.hasTime()) {
      return true;
    }
    long time = draft.timeMillis();
    return time >= TIME_MIN
        && time < TIME_END
        && time - arrivalMillis <= limits.futureMillisMax()
        && !isTooOld(time, arrivalMillis);
  }

  private static boolean passesValue(EventDraft draft) {
    return draft.valueScale() >= 0
        && draft.valueScale() <= DecimalText.SCALE_MAX
        && draft.valueUnscaled() >= -DecimalText.UNSCALED_MAX
        && draft.valueUnscaled() <= DecimalText.UNSCALED_MAX;
  }

  private boolean passesAttributes(EventDraft draft) {
    int count = draft.attributeCount();
    if (count > limits.attributesMax()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      TextSlice name = draft.attributeName(i);
      if (!passes(name, 1)
          || !passes(draft.attributeValue(i), 0)
          || name.contentEquals(reserved)
          || isRepeated(draft, i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isTooOld(long time, long arrivalMillis) {
    return limits.ageMillisMax() > 0 && arrivalMillis - time > limits.ageMillisMax();
  }

  /** Whether the name of attribute {@code index} has occurred before it. */
  private static boolean isRepeated(EventDraft draft, int index) {
    TextSlice name = draft.attributeName(index);
    for (int i = 0; i < index; i++) {
      if (draft.attributeName(i).contentEquals(name)) {
        return true;
      }
    }
    return false;
  }

  private Refusal refusal(EventDraft draft, long arrivalMillis) {
    // attributes beyond the limit are not looked at: their number is bounded by nothing else
    int attributes = Math.min(draft.attributeCount(), limits.attributesMax());
    List<Part> parts = parts(draft, attributes);
    for (Part part : parts) {
      TextSlice text = part.text();
      if (!Utf8.isWellFormed(text.bytes(), text.offset(), text.length())) {
        return refusal(ErrorCode.MALFORMED_UTF8, part, "UTF-8");
      }
    }
    for (int i = 1; i < attributes; i++) {
      if (isRepeated(draft, i)) {
        return Refusal.of(
            ErrorCode.DUPLICATE_FIELD,
            "attribute name",
            draft.attributeName(i).toString(),
            "each name once");
      }
    }
    for (Part part : parts) {
      if (part.required() && part.text().isEmpty()) {
        return refusal(ErrorCode.MISSING_FIELD, part, "a text that is not empty");
      }
    }
    for (Part part : parts) {
      if (part.text().length() > limits.textBytesMax()) {
        return refusal(
            ErrorCode.TEXT_TOO_LONG,
            part,
            "at most " + limits.textBytesMax() + " bytes, not " + part.text().length());
      }
    }
    for (Part part : parts) {
      TextSlice text = part.text();
      if (!Utf8.isText(text.bytes(), text.offset(), text.length())) {
        return refusal(ErrorCode.INVALID_TEXT, part, "no control characters");
      }
    }
    return refusalOfNumbers(draft, arrivalMillis, attributes);
  }

  private Refusal refusalOfNumbers(EventDraft draft, long arrivalMillis, int attributes) {
    for (int i = 0; i < attributes; i++) {
      if (draft.attributeName(i).contentEquals(reserved)) {
        return Refusal.of(
            ErrorCode.INVALID_TEXT,
            "attribute name",
            Dimension.SUBJECT_NAME,
            "another name, this one stands for the subject of the event");
      }
    }
    if (!passesTime(draft, arrivalMillis)) {
      return refusalOfTime(draft.timeMillis(), arrivalMillis);
    }
    if (!passesValue(draft)) {
      return Refusal.of(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "value",
          draft.valueUnscaled() + "e" + -draft.valueScale(),
          "at most " + DecimalText.DIGITS_MAX + " digits, " + DecimalText.SCALE_MAX
              + " of them after the point");
    }
    return Refusal.of(
        ErrorCode.TOO_MANY_ATTRIBUTES,
        "attributes",
        draft.attributeCount() + "",
        "at most " + limits.attributesMax());
  }

  private Refusal refusalOfTime(long time, long arrivalMillis) {
    if (time < TIME_MIN || time >= TIME_END) {
      return Refusal.of(
          ErrorCode.INVALID_TIME,
          "time",
          time + "",
          "milliseconds since 1970, from 0001-01-01T00:00Z, before 4000-01-01T00:00Z");
    }
    if (time - arrivalMillis > limits.futureMillisMax()) {
      return Refusal.of(
          ErrorCode.TIME_IN_FUTURE,
          "time",
          time + "",
          "at most " + limits.futureMillisMax() + " ms ahead of the arrival at " + arrivalMillis);
    }
    return Refusal.of(
        ErrorCode.TIME_TOO_OLD,
        "time",
        time + "",
        "at most " + limits.ageMillisMax() + " ms before the arrival at " + arrivalMillis);
  }

  private static List<Part> parts(EventDraft draft, int attributes) {
    List<Part> parts = new ArrayList<>(4 + 2 * attributes);
    parts.add(new Part("source", draft.source(), false));
    parts.add(new Part("id", draft.id(), false));
    parts.add(new Part("type", draft.type(), true));
    parts.add(new Part("subject", draft.subject(), true));
    for (int i = 0; i < attributes; i++) {
      TextSlice name = draft.attributeName(i);
      parts.add(new Part("attribute name", name, true));
      parts.add(new Part("attribute " + name, draft.attributeValue(i), false));
    }
    return parts;
  }

  private static Refusal refusal(ErrorCode code, Part part, String expected) {
    return Refusal.of(code, part.name(), part.text().toString(), expected);
  }
}
