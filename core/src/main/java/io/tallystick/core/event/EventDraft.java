package io.tallystick.core.event;

import java.util.ArrayList;
import java.util.List;

/**
 * One event on its way in, as a decoder found it: not yet validated, reused for the next event.
 *
 * <p>A missing text is an empty slice. A missing value is 1. A missing time is {@link #hasTime()}
 * false.
 */
public final class EventDraft {

  /*
   * A flyweight: a batch of a thousand events is decoded into one draft a thousand times, each
   * time handed to a consumer that copies what it keeps. Garbage per event is zero on the usual
   * path.
   */

  private final TextSlice source = new TextSlice();
  private final TextSlice id = new TextSlice();
  private final TextSlice type = new TextSlice();
  private final TextSlice subject = new TextSlice();
  private final List<TextSlice> attributeNames = new ArrayList<>();
  private final List<TextSlice> attributeValues = new ArrayList<>();
  private int attributeCount;
  private boolean hasTime;
  private long timeMillis;
  private long valueUnscaled = 1;
  private int valueScale;

  /** Forgets everything, ready for the next event. */
  public void clear() {
    source.clear();
    id.clear();
    type.clear();
    subject.clear();
    attributeCount = 0;
    hasTime = false;
    timeMillis = 0;
    valueUnscaled = 1;
    valueScale = 0;
  }

  /** Who sent it; with {@link #id()} the identity of the event. */
  public TextSlice source() {
    return source;
  }

  /** The identity of the event within its source. */
  public TextSlice id() {
    return id;
  }

  /** What happened, such as {@code view}. */
  public TextSlice type() {
    return type;
  }

  /** What it happened to, such as a video. */
  public TextSlice subject() {
    return subject;
  }

  public boolean hasTime() {
    return hasTime;
  }

  /** Event time, milliseconds since 1970-01-01T00:00Z; meaningless unless {@link #hasTime()}. */
  public long timeMillis() {
    return timeMillis;
  }

  /** Sets the event time, milliseconds since 1970-01-01T00:00Z. */
  public void timeMillis(long timeMillis) {
    this.timeMillis = timeMillis;
    this.hasTime = true;
  }

  /** The value times ten to the power of {@link #valueScale()}; see {@link DecimalText}. */
  public long valueUnscaled() {
    return valueUnscaled;
  }

  /** Digits after the decimal point, 0 to {@link DecimalText#SCALE_MAX}. */
  public int valueScale() {
    return valueScale;
  }

  /** Sets the value to {@code unscaled / 10^scale}. */
  public void value(long unscaled, int scale) {
    this.valueUnscaled = unscaled;
    this.valueScale = scale;
  }

  public int attributeCount() {
    return attributeCount;
  }

  /** Name of attribute {@code index}, in the order of arrival. */
  public TextSlice attributeName(int index) {
    return attributeNames.get(index);
  }

  /** Value of attribute {@code index}. */
  public TextSlice attributeValue(int index) {
    return attributeValues.get(index);
  }

  /**
   * Opens the next attribute and returns its index; the caller then points {@link
   * #attributeName(int)} and {@link #attributeValue(int)} at its text.
   */
  public int addAttribute() {
    if (attributeCount == attributeNames.size()) {
      attributeNames.add(new TextSlice());
      attributeValues.add(new TextSlice());
    }
    attributeNames.get(attributeCount).clear();
    attributeValues.get(attributeCount).clear();
    return attributeCount++;
  }
}
