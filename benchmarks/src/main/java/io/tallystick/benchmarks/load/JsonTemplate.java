package io.tallystick.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A batch as a JSON array of plain events. */
final class JsonTemplate implements BatchTemplate {

  private static final long DAY_MILLIS = 86_400_000;
  private static final String DAY = "0000-00-00";

  private final byte[] request;
  private final int firstEvent;
  private final int stride;
  private final int idAt;
  private final int subjectAt;
  private final int timeAt;
  private final int[] attributeAt;
  private final EventIds ids;
  private long day = Long.MIN_VALUE;
  private byte[] dayText = {};

  JsonTemplate(Workload workload, String authority) {
    ids = new EventIds(workload.seed(), workload.idAlphabet());
    StringBuilder event = new StringBuilder("{\"id\":\"");
    idAt = event.length();
    event.append("0".repeat(EventIds.LENGTH)).append("\",\"source\":\"").append(Workload.SOURCE);
    event.append("\",\"type\":\"").append(Workload.TYPE).append("\",\"subject\":\"");
    subjectAt = event.length() + Workload.subject(0).length() - 8;
    event.append(Workload.subject(0)).append("\",\"time\":\"");
    timeAt = event.length();
    event.append(DAY).append("T00:00:00.000Z\"");
    attributeAt = new int[workload.attributes().size()];
    for (int i = 0; i < attributeAt.length; i++) {
      event.append(i == 0 ? ",\"attributes\":{\"" : ",\"");
      event.append(workload.attributes().get(i)).append("\":\"");
      event.append(Workload.attributeValue(0));
      attributeAt[i] = event.length() - 2;
      event.append('"');
    }
    event.append(attributeAt.length == 0 ? "}," : "}},");
    stride = event.length();
    int bodyLength = 1 + stride * workload.batchEvents();
    String head = HttpConnection.postHead(authority, workload.format().contentType(), bodyLength);
    firstEvent = head.length() + 1;
    request = (head + "[" + event.toString().repeat(workload.batchEvents()))
        .getBytes(StandardCharsets.US_ASCII);
    // the last comma ends the array
    request[request.length - 1] = ']';
  }

  @Override
  public byte[] request() {
    return request;
  }

  @Override
  public int bodyAt() {
    return firstEvent - 1;
  }

  @Override
  public void put(int index, long number, int subject, long timeMillis) {
    int at = firstEvent + index * stride;
    ids.put(request, at + idAt, number);
    Digits.put(request, at + subjectAt, 8, subject);
    putTime(at + timeAt, timeMillis);
    for (int i = 0; i < attributeAt.length; i++) {
      Digits.put(request, at + attributeAt[i], 2, BatchTemplate.attributeValue(i, number));
    }
  }

  private void putTime(int at, long timeMillis) {
    long newDay = Math.floorDiv(timeMillis, DAY_MILLIS);
    if (newDay != day) {
      day = newDay;
      dayText = Instant.ofEpochMilli(newDay * DAY_MILLIS)
          .toString()
          .substring(0, DAY.length())
          .getBytes(StandardCharsets.US_ASCII);
    }
    System.arraycopy(dayText, 0, request, at, dayText.length);
    int ofDay = (int) (timeMillis - newDay * DAY_MILLIS);
    int seconds = ofDay / 1000;
    Digits.put(request, at + 11, 2, seconds / 3600);
    Digits.put(request, at + 14, 2, seconds / 60 % 60);
    Digits.put(request, at + 17, 2, seconds % 60);
    Digits.put(request, at + 20, 3, ofDay % 1000);
  }
}
