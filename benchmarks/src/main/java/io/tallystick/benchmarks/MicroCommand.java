package io.tallystick.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench micro}: the JMH benchmarks. */
@Command(
    name = "micro",
    description =
        "Runs the JMH micro benchmarks: bench micro [REGEX] [JMH OPTION...], such as bench "
            + "micro Decoding -f 1 -rf json. -h lists the options of JMH, -l the benchmarks.")
final class MicroCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "JMH", description = "expressions and options of JMH")
  List<String> arguments = List.of();

  @Override
  public Integer call() throws CommandLineOptionException, RunnerException, IOException {
    CommandLineOptions jmh = new CommandLineOptions(arguments.toArray(String[]::new));
    if (jmh.shouldHelp()) {
      jmh.showHelp();
      return 0;
    }
    Runner runner = new Runner(jmh);
    if (jmh.shouldList()) {
      runner.list();
      return 0;
    }
    runner.run();
    return 0;
  }
}
