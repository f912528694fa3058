package io.tallystick.cli.send;

import io.tallystick.core.event.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events on their way to the server, and the records that they were made from. */
final class Batch {

  /* Filled by the reading thread, then handed to one delivering thread and not changed again. */

  private final InputProgress progress;
  private final EventBytes body = new EventBytes();
  private final List<InputRecord> records = new ArrayList<>();
  private int[] ends = new int[1024];
  private final List<RejectedLine> rejected = new ArrayList<>();
  private long inputBytes;
  private long lastLine;

  Batch(InputProgress progress) {
    this.progress = progress;
  }

  /** Where the lines of this batch are acknowledged. */
  InputProgress progress() {
    return progress;
  }

  /** Makes an event of a record, or notes that there is none in it. */
  void add(InputRecord record, EventWriter writer) {
    lastLine = record.line();
    inputBytes += record.bytes();
    int start = body.length();
    try {
      writer.write(record, body);
    } catch (RefusedException e) {
      body.truncate(start);
      rejected.add(
          new RejectedLine(record, e.refusal().code().code(), e.refusal().message()));
      return;
    }
    if (records.size() == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[records.size()] = body.length();
    records.add(record);
  }

  /** How many events there are. */
  int size() {
    return records.size();
  }

  /** How much memory it takes, about. */
  long bytes() {
    return inputBytes + body.length();
  }

  /** Events and rejected lines. */
  int lines() {
    return records.size() + rejected.size();
  }

  /** The number of the last line in it. */
  long lastLine() {
    return lastLine;
  }

  InputRecord record(int index) {
    return records.get(index);
  }

  /** The lines that hold no event. */
  List<RejectedLine> rejected() {
    return rejected;
  }

  /** The events from index {@code from}, included, to {@code to}, as NDJSON. */
  byte[] body(int from, int to) {
    return Arrays.copyOfRange(body.bytes(), from == 0 ? 0 : ends[from - 1], ends[to - 1]);
  }
}
