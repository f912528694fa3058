package io.tallystick.cli.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which dead letters are meant. */
final class FilterOptions {

  @Option(
      names = "--reason",
      order = 10,
      paramLabel = "REASON",
      description =
          "Only these: sum-overflow, attribute-missing, value-too-small or" + " value-too-large.")
  private @Nullable String reason;

  @Option(
      names = "--type",
      order = 11,
      paramLabel = "TYPE",
      description = "Only events of this type.")
  private @Nullable String type;

  @Option(
      names = "--partition",
      order = 12,
      paramLabel = "NUMBER",
      description = "Only those of this partition.")
  private @Nullable Integer partition;

  @Option(
      names = "--start",
      order = 13,
      paramLabel = "TIME",
      description =
          "Arrived from this minute on, such as 2026-11-22T10:00:00Z; together with" + " --end.")
  private @Nullable String start;

  @Option(
      names = "--end",
      order = 14,
      paramLabel = "TIME",
      description = "Arrived before this minute.")
  private @Nullable String end;

  /** As query parameters, in order; empty when nothing is given. */
  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    add(parameters, "reason", reason);
    add(parameters, "type", type);
    add(parameters, "partition", partition == null ? null : partition.toString());
    add(parameters, "start", start);
    add(parameters, "end", end);
    return parameters;
  }

  private static void add(
      List<Map.Entry<String, String>> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.add(Map.entry(name, value));
    }
  }
}
