package io.tallystick.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs one command as a user does, and keeps what it prints. */
public final class CommandRun {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final int exitCode;

  public CommandRun(Object command, String... arguments) {
    CommandLine commandLine = new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
    commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
      if (e instanceof CommandFailure failure) {
        line.getErr().println(failure.getMessage());
        return failure.exitCode();
      }
      throw e;
    });
    exitCode = commandLine.execute(arguments);
  }

  public int exitCode() {
    return exitCode;
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }
}
