package io.tallystick.showcase;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Runs the command {@code cluster}. */
public final class Main {

  private Main() {}

  /** Ends the process with 0 when every answer was right, with 1 when not, with 2 when asked wrongly. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ClusterCommand())
        .setErr(new PrintWriter(System.err, true))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println("tallystick: " + failure.getMessage());
          return 1;
        })
        .execute(arguments));
  }
}
