package io.tallystick.cli.send;

/** Lines that are events already. A plain event without an id gets one; the rest is untouched. */
final class PlainEvents implements EventWriter {

  private final EventId ids;

  PlainEvents(EventId ids) {
    this.ids = ids;
  }

  @Override
  public void write(InputRecord record, EventBytes out) {
    JsonRecords.JsonRecord json = (JsonRecords.JsonRecord) record;
    byte[] bytes = json.content();
    if (json.hasMember("id", "specversion")) {
      out.raw(bytes).raw('\n');
      return;
    }
    int open = 0;
    while (bytes[open] != '{') {
      open++;
    }
    String id = ids.of(record.line(), bytes, 0, bytes.length);
    out.raw("{\"id\":").quoted(id);
    int rest = open + 1;
    while (bytes[rest] == ' ' || bytes[rest] == '\t') {
      rest++;
    }
    if (bytes[rest] != '}') {
      out.raw(',');
    }
    out.raw(bytes, rest, bytes.length - rest).raw('\n');
  }
}
