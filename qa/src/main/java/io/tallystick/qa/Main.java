package io.tallystick.qa;

import io.tallystick.qa.chaos.ChaosCommand;
import io.tallystick.qa.faults.FaultsCommand;
import io.tallystick.qa.golden.GoldenCommand;
import io.tallystick.qa.page.ScreenshotsCommand;
import io.tallystick.qa.soak.SoakCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tallystick test faults} and {@code ./tallystick test soak}: the long tests. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Long tests with real nodes. Without a command: all short tests.",
    subcommands = {
      FaultsCommand.class,
      SoakCommand.class,
      GoldenCommand.class,
      ChaosCommand.class,
      ScreenshotsCommand.class
    })
public final class Main implements Runnable {

  @Spec
  private CommandSpec spec;

  private Main() {}

  /** Runs the command of {@code arguments}; exits with 1 when a promise was broken. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main())
        .setErr(new PrintWriter(System.err, true))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println("tallystick: " + failure.getMessage());
          return 1;
        })
        .execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which long test?");
  }
}
