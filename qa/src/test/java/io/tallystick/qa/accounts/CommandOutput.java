package io.tallystick.qa.accounts;

import io.tallystick.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command has answered.
 *
 * @param exitCode as the shell sees it
 * @param text both outputs
 */
record CommandOutput(int exitCode, String text) {

  /** Runs a command that talks to the node at {@code uri}. */
  static CommandOutput of(URI uri, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", uri.toString()));
    StringWriter text = new StringWriter();
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(text, true));
    commands.setErr(new PrintWriter(text, true));
    int exitCode = commands.execute(all.toArray(String[]::new));
    return new CommandOutput(exitCode, text.toString());
  }
}
