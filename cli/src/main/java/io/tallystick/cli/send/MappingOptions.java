package io.tallystick.cli.send;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.core.event.Suggestion;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which column becomes which part of an event. */
final class MappingOptions {

  @Option(
      names = "--subject",
      order = 10,
      paramLabel = "COLUMN",
      description = "What it happened to, such as a page. Several columns: \"{channel}/{page}\".")
  private @Nullable String subject;

  @Option(
      names = "--subject-literal",
      order = 11,
      paramLabel = "TEXT",
      description = "The subject of all events.")
  private @Nullable String subjectLiteral;

  @Option(
      names = "--type",
      order = 12,
      paramLabel = "COLUMN",
      description = "What happened, such as view.")
  private @Nullable String type;

  @Option(
      names = "--type-literal",
      order = 13,
      paramLabel = "TEXT",
      description = "The type of all events.")
  private @Nullable String typeLiteral;

  @Option(
      names = "--time",
      order = 14,
      paramLabel = "COLUMN",
      description = "When: RFC 3339, or a number since 1970. Without it: the time of arrival.")
  private @Nullable String time;

  @Option(
      names = "--time-unit",
      order = 15,
      paramLabel = "UNIT",
      defaultValue = "auto",
      description = "What a number counts: auto (by its size), s, ms, us or ns.")
  private ColumnTime.Unit timeUnit = ColumnTime.Unit.AUTO;

  @Option(
      names = "--time-zone",
      order = 16,
      paramLabel = "ZONE",
      description = "Zone of times that name none, such as UTC or Europe/Berlin.")
  private @Nullable ZoneId timeZone;

  @Option(
      names = "--value",
      order = 17,
      paramLabel = "COLUMN",
      description = "The number that is summed. Without it: 1.")
  private @Nullable String value;

  @Option(
      names = "--value-literal",
      order = 18,
      paramLabel = "NUMBER",
      description = "The value of all events.")
  private @Nullable String valueLiteral;

  @Option(
      names = "--value-default",
      order = 19,
      paramLabel = "NUMBER",
      description = "The value where the column is empty. Without it such a line is rejected.")
  private @Nullable String valueDefault;

  @Option(
      names = "--attribute",
      order = 20,
      paramLabel = "NAME=COLUMN",
      description = "An attribute, such as country=countryIsoCode. Left out where the column is"
          + " empty. Repeatable.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(
      names = "--attribute-literal",
      order = 21,
      paramLabel = "NAME=TEXT",
      description = "An attribute of all events. Repeatable.")
  private Map<String, String> attributeLiterals = new LinkedHashMap<>();

  @Option(
      names = "--id",
      order = 22,
      paramLabel = "COLUMN",
      description = "The identity of the event. Where there is none, it is made from the file's"
          + " name, the line's number and the event, so that sending again does not count again.")
  private @Nullable String id;

  @Option(
      names = "--source",
      order = 23,
      paramLabel = "COLUMN",
      description = "Who sent it; identity is source and id.")
  private @Nullable String source;

  @Option(
      names = "--source-literal",
      order = 24,
      paramLabel = "TEXT",
      description = "The source of all events. Without it: default.")
  private @Nullable String sourceLiteral;

  /** Whether any flag says how to make events from columns. */
  private boolean isGiven() {
    return !attributes.isEmpty()
        || !attributeLiterals.isEmpty()
        || isAnyGiven(
            subject,
            subjectLiteral,
            type,
            typeLiteral,
            time,
            value,
            valueLiteral,
            id,
            source,
            sourceLiteral);
  }

  private static boolean isAnyGiven(@Nullable String... flags) {
    for (String flag : flags) {
      if (flag != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * How the records of one input become events.
   *
   * @throws CommandFailure when flags are missing, or name a column that the input does not have
   */
  EventWriter writer(Input input, RecordReader reader) {
    EventId ids = new EventId(input.name());
    if (input.format() == InputFormat.NDJSON && !isGiven()) {
      return new PlainEvents(ids);
    }
    Resolver resolver = new Resolver(input, reader);
    Template subjectText = resolver.either("subject", subject, subjectLiteral);
    Template typeText = resolver.either("type", type, typeLiteral);
    if (subjectText == null || typeText == null) {
      throw resolver.missing(subjectText == null ? "subject" : "type");
    }
    Map<String, Template> attributeTexts = new LinkedHashMap<>();
    attributes.forEach((name, column) ->
        attributeTexts.put(name, resolver.template("--attribute " + name, column)));
    attributeLiterals.forEach((name, text) -> attributeTexts.put(name, Template.literal(text)));
    return new MappedEvents(
        ids,
        new MappedEvents.Columns(
            resolver.either("source", source, sourceLiteral),
            resolver.either("id", id, null),
            typeText,
            subjectText,
            resolver.either("time", time, null),
            new ColumnTime(timeUnit, timeZone),
            resolver.either("value", value, valueLiteral),
            valueDefault,
            attributeTexts));
  }

  /** Finds columns, and says what would be right where there is none. */
  private record Resolver(Input input, RecordReader reader) {

    @Nullable
    Template either(String name, @Nullable String column, @Nullable String literal) {
      if (column != null && literal != null) {
        throw failure("--" + name + " and --" + name + "-literal: both (expected: one of them)");
      }
      if (literal != null) {
        return Template.literal(literal);
      }
      return column == null ? null : template("--" + name, column);
    }

    Template template(String flag, String text) {
      try {
        return Template.of(text, name -> column(flag, name));
      } catch (IllegalArgumentException e) {
        throw failure(flag + ": " + e.getMessage());
      }
    }

    private int column(String flag, String name) {
      int column = reader.column(name);
      if (column < 0) {
        throw failure(flag + ": " + name
            + Suggestion.of(name, reader.columns())
                .map(close -> " (did you mean " + close + "?)")
                .orElse("")
            + expectedColumns());
      }
      return column;
    }

    CommandFailure missing(String name) {
      return failure("--" + name + ": missing (expected: --" + name + " COLUMN or --" + name
          + "-literal TEXT)" + expectedColumns());
    }

    private String expectedColumns() {
      List<String> columns = reader.columns();
      return columns.isEmpty()
          ? ""
          : "\n" + input.shown() + " has the columns: " + String.join(", ", columns);
    }

    private static CommandFailure failure(String message) {
      return new CommandFailure(ExitCode.USAGE, message);
    }
  }
}
