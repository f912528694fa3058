package io.tallystick.flink.job;

import io.tallystick.configuration.ConfigurationException;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.configuration.NodeConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line of the job: {@code [--config FILE] [--set KEY=VALUE]…}. */
public final class JobArguments {

  private JobArguments() {}

  /**
   * The configuration that the arguments, the environment and the file make.
   *
   * @throws ConfigurationException with every problem
   * @throws IllegalArgumentException when an argument is none of these
   */
  public static NodeConfiguration configuration(
      String[] arguments, Map<String, String> environment) {
    @Nullable Path file = null;
    List<FlagValue> flags = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!name.equals("--config") && !name.equals("--set")) {
        throw new IllegalArgumentException(
            name + ": unknown (expected: --config FILE or --set KEY=VALUE)");
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + ": nothing after it (expected: a value)");
      }
      String value = arguments[i + 1];
      if (name.equals("--config")) {
        file = Path.of(value);
      } else {
        flags.add(flag(value));
      }
    }
    return ConfigurationLoader.load(Path.of(""), file, environment, flags).configuration();
  }

  private static FlagValue flag(String setting) {
    int equals = setting.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException("--set: " + setting + " (expected: KEY=VALUE)");
    }
    String key = setting.substring(0, equals);
    return new FlagValue("--set " + key, key, setting.substring(equals + 1));
  }
}
