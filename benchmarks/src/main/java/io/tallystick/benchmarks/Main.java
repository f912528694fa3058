package io.tallystick.benchmarks;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tallystick bench}: measures a node, and parts of it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a node in a process of its own, or parts of it.",
    subcommands = {
      IngestCommand.class,
      ClusterCommand.class,
      ReadCommand.class,
      MemoryCommand.class,
      RecountCommand.class,
      StartCommand.class
    })
public final class Main implements Runnable {

  @Spec
  CommandSpec spec;

  Main() {}

  /** Runs the command of {@code arguments}; exits with 1 when it fails or is not exact. */
  public static void main(String[] arguments) {
    System.exit(
        run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    // what JMH understands is JMH's business
    CommandLine micro =
        new CommandLine(new MicroCommand()).setUnmatchedOptionsArePositionalParams(true);
    return new CommandLine(new Main())
        .addSubcommand(micro)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
          return 1;
        })
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which benchmark?");
  }
}
