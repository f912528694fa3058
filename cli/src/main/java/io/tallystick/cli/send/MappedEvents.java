package io.tallystick.cli.send;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events made from columns. */
final class MappedEvents implements EventWriter {

  private final EventId ids;
  private final Columns columns;

  /**
   * The parts of an event.
   *
   * @param source null: the server's default
   * @param id null, or empty for a record: made from the line, see {@link EventId}
   * @param time null: the time of arrival
   * @param value null: 1
   * @param valueDefault for records whose value is empty; null: they are rejected
   * @param attributes by name; an empty one is left out
   */
  record Columns(
      @Nullable Template source,
      @Nullable Template id,
      Template type,
      Template subject,
      @Nullable Template time,
      ColumnTime timeReader,
      @Nullable Template value,
      @Nullable String valueDefault,
      Map<String, Template> attributes) {}

  MappedEvents(EventId ids, Columns columns) {
    this.ids = ids;
    this.columns = columns;
  }

  @Override
  public void write(InputRecord record, EventBytes out) {
    int start = out.length();
    out.raw("{\"type\":").quoted(required("type", columns.type, record));
    out.raw(",\"subject\":").quoted(required("subject", columns.subject, record));
    writeTime(record, out);
    writeValue(record, out);
    writeAttributes(record, out);
    String source = columns.source == null ? "" : columns.source.text(record);
    if (!source.isEmpty()) {
      out.raw(",\"source\":").quoted(source);
    }
    String id = columns.id == null ? "" : columns.id.text(record);
    if (id.isEmpty()) {
      id = ids.of(record.line(), out.bytes(), start, out.length() - start);
    }
    out.raw(",\"id\":").quoted(id).raw("}\n");
  }

  private void writeTime(InputRecord record, EventBytes out) {
    if (columns.time == null) {
      return;
    }
    Object time = columns.timeReader.read(required("time", columns.time, record));
    out.raw(",\"time\":");
    if (time instanceof String text) {
      out.quoted(text);
    } else {
      out.raw(time.toString());
    }
  }

  private void writeValue(InputRecord record, EventBytes out) {
    if (columns.value == null) {
      return;
    }
    String value = columns.value.text(record).strip();
    if (value.isEmpty()) {
      if (columns.valueDefault == null) {
        throw new RefusedException(
            ErrorCode.MISSING_FIELD,
            "value",
            "nothing in " + columns.value,
            "a number, or --value-default");
      }
      value = columns.valueDefault;
    }
    // as text, so that every digit arrives and the server says what is wrong with it
    out.raw(",\"value\":").quoted(value);
  }

  private void writeAttributes(InputRecord record, EventBytes out) {
    String separator = ",\"attributes\":{";
    for (Map.Entry<String, Template> attribute : columns.attributes.entrySet()) {
      String text = attribute.getValue().text(record);
      if (!text.isEmpty()) {
        out.raw(separator).quoted(attribute.getKey()).raw(':').quoted(text);
        separator = ",";
      }
    }
    if (separator.length() == 1) {
      out.raw('}');
    }
  }

  private static String required(String name, Template template, InputRecord record) {
    String text = template.text(record);
    if (text.isBlank()) {
      throw new RefusedException(ErrorCode.MISSING_FIELD, name, "nothing in " + template, "a text");
    }
    return text;
  }
}
