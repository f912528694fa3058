package io.tallystick.cli.query;

import io.tallystick.cli.TimeFlag;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that say which time a question is about. */
final class TimeOptions {

  /** The first minute of the server's calendar. */
  private static final String BEGINNING = "0001-01-01T00:00:00Z";

  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([mhd])");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"--start", "--from"},
      order = 50,
      paramLabel = "TIME",
      description = "From this minute on: 2026-11-22T10:00Z, 2026-11-22 (UTC), or epoch"
          + " milliseconds. Without it: the beginning of time.")
  private @Nullable String start;

  @Option(
      names = {"--end", "--to"},
      order = 51,
      paramLabel = "TIME",
      description = "Up to this minute, which is not included. Without it: up to now.")
  private @Nullable String end;

  @Option(
      names = "--last",
      order = 52,
      paramLabel = "SPAN",
      description = "Instead of start and end: the last 30m, 24h or 7d, this minute included.")
  private @Nullable String last;

  /** The query parameters that say the same. */
  List<Map.Entry<String, String>> parameters(Instant now) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    Instant upTo = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    if (last != null) {
      if (start != null || end != null) {
        throw usage("--last: together with --start or --end (expected: one or the other)");
      }
      parameters.add(Map.entry("start", upTo.minus(span(last)).toString()));
      parameters.add(Map.entry("end", upTo.toString()));
      return parameters;
    }
    if (start != null || end != null) {
      parameters.add(Map.entry("start", start == null ? BEGINNING : TimeFlag.parameter(start)));
      parameters.add(Map.entry("end", end == null ? upTo.toString() : TimeFlag.parameter(end)));
    }
    return parameters;
  }

  private Duration span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      throw usage("--last: " + text + " (expected: such as 30m, 24h or 7d)");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
