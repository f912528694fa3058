package io.tallystick.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A batch as the message {@code tallystick.v1.EventBatch}. */
final class ProtobufTemplate implements BatchTemplate {

  /*
   * Every event has the same length because texts have a fixed width and a time between 1975 and
   * 2039 always takes six bytes as a zigzag varint.
   */

  private static final int TIME_BYTES = 6;

  private final byte[] request;
  private final int firstEvent;
  private final int stride;
  private final int idAt;
  private final int subjectAt;
  private final int timeAt;
  private final int[] attributeAt;
  private final EventIds ids;

  ProtobufTemplate(Workload workload, String authority) {
    ids = new EventIds(workload.seed(), workload.idAlphabet());
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    text(event, 1, Workload.SOURCE);
    text(event, 2, "0".repeat(EventIds.LENGTH));
    int idEnd = event.size();
    text(event, 3, Workload.TYPE);
    text(event, 4, Workload.subject(0));
    int subjectEnd = event.size();
    event.write(5 << 3);
    int timeBegin = event.size();
    event.writeBytes(new byte[TIME_BYTES]);
    attributeAt = new int[workload.attributes().size()];
    for (int i = 0; i < attributeAt.length; i++) {
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      text(entry, 1, workload.attributes().get(i));
      text(entry, 2, Workload.attributeValue(0));
      bytes(event, 8, entry.toByteArray());
      attributeAt[i] = event.size() - 2;
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    bytes(framed, 1, event.toByteArray());
    stride = framed.size();
    int shift = stride - event.size();
    idAt = shift + idEnd - EventIds.LENGTH;
    subjectAt = shift + subjectEnd - 8;
    timeAt = shift + timeBegin;
    for (int i = 0; i < attributeAt.length; i++) {
      attributeAt[i] += shift;
    }
    String head = HttpConnection.postHead(
        authority, workload.format().contentType(), stride * workload.batchEvents());
    firstEvent = head.length();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < workload.batchEvents(); i++) {
      whole.writeBytes(framed.toByteArray());
    }
    request = whole.toByteArray();
  }

  @Override
  public byte[] request() {
    return request;
  }

  @Override
  public int bodyAt() {
    return firstEvent;
  }

  @Override
  public void put(int index, long number, int subject, long timeMillis) {
    int at = firstEvent + index * stride;
    ids.put(request, at + idAt, number);
    Digits.put(request, at + subjectAt, 8, subject);
    long zigzag = timeMillis << 1;
    if (zigzag >>> 7 * (TIME_BYTES - 1) == 0 || zigzag >>> 7 * TIME_BYTES != 0) {
      throw new IllegalArgumentException("time: " + timeMillis + " (expected: 1975 to 2039)");
    }
    for (int i = 0; i < TIME_BYTES; i++) {
      request[at + timeAt + i] = (byte) (zigzag & 0x7f | (i < TIME_BYTES - 1 ? 0x80 : 0));
      zigzag >>>= 7;
    }
    for (int i = 0; i < attributeAt.length; i++) {
      Digits.put(request, at + attributeAt[i], 2, BatchTemplate.attributeValue(i, number));
    }
  }

  private static void text(ByteArrayOutputStream target, int field, String text) {
    bytes(target, field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes one length-delimited field. */
  private static void bytes(ByteArrayOutputStream target, int field, byte[] content) {
    target.write(field << 3 | 2);
    int length = content.length;
    while (length > 0x7f) {
      target.write(length & 0x7f | 0x80);
      length >>>= 7;
    }
    target.write(length);
    target.writeBytes(content);
  }
}
