package io.tallystick.app;

import io.tallystick.app.demo.DemoCommand;
import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import io.tallystick.cli.deadletter.DeadLettersCommand;
import io.tallystick.cli.query.LedgerCommand;
import io.tallystick.cli.query.QueryCommand;
import io.tallystick.cli.query.StatusCommand;
import io.tallystick.cli.query.TopCommand;
import io.tallystick.cli.query.TraceCommand;
import io.tallystick.cli.recount.RecountCommand;
import io.tallystick.cli.send.SendCommand;
import io.tallystick.cli.size.SizeCommand;
import io.tallystick.configuration.ConfigurationException;
import io.tallystick.core.event.Suggestion;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one door: finds the command, runs it, and tells failures in one line. */
@Command(
    name = "tallystick",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Counts events exactly, and answers at once.",
    footer = {
      "",
      "Try it:",
      "  tallystick demo                                    see it count real events",
      "  tallystick serve                                   start a node on port 8080",
      "  tallystick send votes.csv --help                   send events from files",
      "  tallystick query --type view --subject A           ask for totals",
      "",
      "By the launcher only: tallystick cluster shows a cluster on this machine, tallystick test",
      "runs the tests, tallystick bench measures.",
      "",
      "Every command explains itself with --help. Exit codes: 0 done, 1 refused or done in part,",
      "2 wrong command line or configuration, 3 no server answered.",
    })
public final class Main {

  /*
   * Commands hold nothing but their options, and run() of the heavy ones goes through another
   * class: picocli looks at the classes of all commands before it can help, and that must not load
   * a server and a store.
   */
  private static final List<Class<?>> COMMANDS = List.of(
      DemoCommand.class,
      ServeCommand.class,
      SendCommand.class,
      QueryCommand.class,
      TopCommand.class,
      LedgerCommand.class,
      TraceCommand.class,
      StatusCommand.class,
      DeadLettersCommand.class,
      RecountCommand.class,
      ConfigCommand.class,
      SizeCommand.class);

  private static final int HELP_WIDTH = 100;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean verbose;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    String[] shown = arguments.length == 0 ? new String[] {"--help"} : arguments;
    System.exit(commandLine(shown[0]).execute(shown));
  }

  /** All commands, ready to {@link CommandLine#execute(String...)}. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** The command of this name alone, which is ready much sooner; all when there is none. */
  private static CommandLine commandLine(String name) {
    List<Class<?>> named = COMMANDS.stream()
        .filter(command -> command.getAnnotation(Command.class).name().equals(name))
        .toList();
    return commandLine(named.isEmpty() ? COMMANDS : named);
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine commandLine = new CommandLine(new Main());
    commands.forEach(commandLine::addSubcommand);
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(new Version());
      command
          .getSubcommands()
          .values()
          .forEach(nested -> nested.getCommandSpec().versionProvider(new Version()));
    }
    return commandLine
        .setUsageHelpWidth(HELP_WIDTH)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int wrongUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tallystick: " + e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      Set<String> names = new HashSet<>(command.getCommandSpec().optionsMap().keySet());
      names.addAll(command.getSubcommands().keySet());
      Suggestion.of(word, names).ifPresent(close -> err.println("Did you mean " + close + "?"));
    }
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (parsed.originalArgs().contains("--verbose")) {
      e.printStackTrace(err);
    } else {
      lines(e).forEach(line -> err.println("tallystick: " + line));
    }
    err.flush();
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    return e instanceof ConfigurationException ? ExitCode.USAGE : ExitCode.REFUSED;
  }

  private static List<String> lines(Exception e) {
    if (e instanceof ConfigurationException configuration) {
      return configuration.problems();
    }
    if (e instanceof CommandFailure) {
      return Arrays.asList(String.valueOf(e.getMessage()).split("\n", -1));
    }
    // our own exceptions say in their message what happened and what to do
    boolean ours = e.getClass().getName().startsWith("io.tallystick.");
    return List.of((ours ? e.getMessage() : e.toString()) + " (--verbose shows more)");
  }
}
