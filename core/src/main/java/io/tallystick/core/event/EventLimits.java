package io.tallystick.core.event;

/**
 * How large an event and a request may be. Bytes are of UTF-8.
 *
 * @param bodyBytesMax largest request body after decompression
 * @param batchEventsMax most events in one request
 * @param eventBytesMax largest single event as it stands in the body
 * @param textBytesMax longest source, id, type, subject, attribute name or attribute value
 * @param attributesMax most attributes of one event
 * @param futureMillisMax how far ahead of arrival an event time may lie
 * @param ageMillisMax how far behind arrival an event time may lie; 0: any age
 */
public record EventLimits(
    int bodyBytesMax,
    int batchEventsMax,
    int eventBytesMax,
    int textBytesMax,
    int attributesMax,
    long futureMillisMax,
    long ageMillisMax) {

  /** What a node uses unless configured otherwise. */
  public static final EventLimits DEFAULT =
      new EventLimits(16 << 20, 20_000, 64 << 10, 1024, 32, 5 * 60_000L, 0);

  public EventLimits {
    positive("bodyBytesMax", bodyBytesMax);
    positive("batchEventsMax", batchEventsMax);
    positive("attributesMax", attributesMax);
    if (eventBytesMax <= 0 || eventBytesMax > bodyBytesMax) {
      throw new IllegalArgumentException("eventBytesMax: " + eventBytesMax + " (expected: 1.."
          + bodyBytesMax + ", it must fit in a body)");
    }
    if (textBytesMax <= 0 || textBytesMax > 65_535) {
      throw new IllegalArgumentException("textBytesMax: " + textBytesMax
          + " (expected: 1..65535, row keys hold lengths in two bytes)");
    }
    if (futureMillisMax < 0) {
      throw new IllegalArgumentException(
          "futureMillisMax: " + futureMillisMax + " (expected: >= 0)");
    }
    if (ageMillisMax < 0) {
      throw new IllegalArgumentException("ageMillisMax: " + ageMillisMax + " (expected: >= 0)");
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
