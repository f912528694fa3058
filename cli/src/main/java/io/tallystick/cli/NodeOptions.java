package io.tallystick.cli;

import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flag that says which node a command talks to. */
public final class NodeOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"--url", "--server"},
      order = 90,
      paramLabel = "URL",
      defaultValue = "${env:TALLYSTICK_URL:-http://127.0.0.1:8080}",
      description = "The node to talk to. Without it: the environment variable TALLYSTICK_URL,"
          + " otherwise http://127.0.0.1:8080.")
  private String url = "";

  /** A client of that node. */
  public NodeClient client() {
    String full = url.contains("://") ? url : "http://" + url;
    String trimmed = full.replaceFirst("/+$", "");
    if (!trimmed.matches("https?://[^/?#\\s]+[^?#\\s]*")) {
      throw new ParameterException(
          command.commandLine(), "--url: " + url + " (expected: such as http://127.0.0.1:8080)");
    }
    try {
      return new NodeClient(URI.create(trimmed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--url: " + e.getMessage(), e);
    }
  }
}
