package io.tallystick.app;

import io.tallystick.configuration.ReferencePage;
import io.tallystick.configuration.SettingsText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the effective configuration and where each value comes from. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints the effective configuration and where each value comes from.",
      "",
      "A flag wins over the environment, that over the file, that over the default. The output is a"
          + " configuration file itself.",
      "",
    },
    footer = {
      "",
      "Examples:",
      "  tallystick config",
      "  tallystick config --config node.yaml --json",
      "  tallystick config > tallystick.yaml                a file with every key to start from",
    })
public final class ConfigCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Mixin
  private ConfigurationOptions options;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--reference",
      description = "Print the reference of all keys as Markdown instead.")
  private boolean reference;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    if (reference) {
      out.print(ReferencePage.markdown());
    } else if (json) {
      out.print(SettingsText.json(options.load().settings()));
    } else {
      out.print(SettingsText.yaml(options.load().settings()));
    }
    out.flush();
    return 0;
  }
}
