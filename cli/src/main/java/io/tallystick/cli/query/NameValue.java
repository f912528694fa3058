package io.tallystick.cli.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads flags of the form {@code NAME=VALUE}. */
final class NameValue {

  private NameValue() {}

  /** Names with their values, in the order in which they were given. */
  static List<Map.Entry<String, String>> of(CommandSpec command, String flag, List<String> texts) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new ParameterException(
            command.commandLine(), flag + ": " + text + " (expected: NAME=VALUE)");
      }
      parameters.add(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
    }
    return parameters;
  }
}
