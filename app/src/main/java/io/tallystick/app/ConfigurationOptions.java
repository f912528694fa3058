package io.tallystick.app;

import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.configuration.LoadedConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of every command that needs the configuration of a node. */
public final class ConfigurationOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file. Without it ./" + ConfigurationLoader.DEFAULT_FILE
          + " is read if it exists.")
  private @Nullable Path file;

  @Option(names = "--port", paramLabel = "PORT", description = "Sets server.port.")
  private @Nullable String port;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Sets data.directory.")
  private @Nullable String data;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Sets role: all, or ingest or query in a cluster.")
  private @Nullable String role;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "Sets logging.format: text, or json for one object a line.")
  private @Nullable String logFormat;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets any key, such as --set deduplication.window=1h. Repeatable.")
  private List<String> settings = new ArrayList<>();

  /**
   * Reads the configuration with these flags, the environment and the file.
   *
   * @throws io.tallystick.configuration.ConfigurationException with every problem
   */
  public LoadedConfiguration load() {
    return ConfigurationLoader.load(Path.of(""), file, System.getenv(), flags());
  }

  private List<FlagValue> flags() {
    List<FlagValue> flags = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals <= 0) {
        throw new ParameterException(
            command.commandLine(), "--set: " + setting + " (expected: KEY=VALUE)");
      }
      String key = setting.substring(0, equals);
      flags.add(new FlagValue("--set " + key, key, setting.substring(equals + 1)));
    }
    if (role != null) {
      flags.add(new FlagValue("--role", "role", role));
    }
    if (logFormat != null) {
      flags.add(new FlagValue("--log-format", "logging.format", logFormat));
    }
    if (port != null) {
      flags.add(new FlagValue("--port", "server.port", port));
    }
    if (data != null) {
      flags.add(new FlagValue("--data", "data.directory", data));
    }
    return flags;
  }
}
