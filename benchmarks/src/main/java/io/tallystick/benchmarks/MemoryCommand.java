package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Phase;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.Workload;
import io.tallystick.benchmarks.process.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench memory}: what a node needs at a steady rate with a full deduplication window. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Fills the deduplication window, then loads at a steady rate, and reports the "
        + "memory of the process. TALLYSTICK_MEMORY says how much the node may take (512m when it "
        + "is not set).")
final class MemoryCommand implements Callable<Integer> {

  private static final int DUPLICATE_EVERY = 100;

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--preload",
      defaultValue = "6000000",
      description = "events sent before, as many as the window holds at the steady rate "
          + "(default: ${DEFAULT-VALUE})")
  long preload;

  @Option(
      names = "--preload-rate",
      defaultValue = "0",
      description = "of them per second, 0: as fast as possible (default: ${DEFAULT-VALUE})")
  double preloadRate;

  @Option(
      names = "--rate",
      defaultValue = "10000",
      description = "steady events per second (default: ${DEFAULT-VALUE})")
  double rate;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "how long (default: ${DEFAULT-VALUE})")
  double seconds;

  @Option(
      names = "--limit",
      defaultValue = "${env:TALLYSTICK_MEMORY:-512m}",
      converter = MebibytesConverter.class,
      description = "memory that shall suffice (default: ${DEFAULT-VALUE})")
  long limitMiB;

  /** Reads sizes as the launcher does, into MiB. */
  static final class MebibytesConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[1-9][0-9]{0,5}[mMgG]")) {
        throw new TypeConversionException(text + " (expected: such as 512m or 2g)");
      }
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      return text.toLowerCase(Locale.ROOT).endsWith("g") ? number * 1024 : number;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workload workload = options.workload(DUPLICATE_EVERY);
    PrintWriter progress = spec.commandLine().getErr();
    try (BenchFolder folder = options.open(progress);
        BenchNode node = folder.start();
        LoadGenerator load =
            new LoadGenerator(node.port(), workload, options.connections, progress)) {
      load.run(Plan.paced("preload", preload, preloadRate));
      ProcessUsage preloaded = node.usage();
      Phase steady = load.run(Plan.paced("steady", (long) Math.ceil(rate * seconds), rate));
      ProcessUsage end = node.usage();
      ExactCounts counts = load.counts();
      node.awaitProcessed(counts.unique() + counts.duplicates());
      List<String> differences = Verification.differences(node.questions(), workload, counts, 0);
      differences.forEach(difference -> progress.println("not exact: " + difference));
      long peakMiB = node.usage().memoryPeakBytes() >> 20;
      boolean suffices = peakMiB <= limitMiB;
      Report report = new Report("bench memory");
      report
          .add("peakMemoryMiB", "peak memory, MiB", peakMiB)
          .add("limitMiB", "limit, MiB", limitMiB)
          .add("suffices", "limit suffices", suffices)
          .add(
              "preloadPeakMemoryMiB",
              "peak memory of the preload, MiB",
              preloaded.memoryPeakBytes() >> 20)
          .add("steadyMemoryMiB", "memory at the end, MiB", end.memoryBytes() >> 20)
          .add("exact", "totals exact", differences.isEmpty())
          .add("eventsPerSecond", "events/s", Math.round(steady.eventsPerSecond()))
          .add(
              "serverCpuSecondsPerMillionEvents",
              "server CPU-seconds per million events",
              (end.cpuSeconds() - preloaded.cpuSeconds()) / steady.events() * 1e6)
          .addMillis("ack", "acknowledged", steady.ackMicros())
          .add("preload", "events sent before", preload)
          .add("subjects", "subjects", workload.subjects())
          .add("heap", "Java heap", heap())
          .addCircumstances(workload.seed());
      report.print(spec.commandLine().getOut(), options.json);
      return differences.isEmpty() && suffices ? 0 : 1;
    }
  }

  /* The node has the options that we have, unless told otherwise. */
  private String heap() {
    String told = options.heap;
    return told == null ? (Runtime.getRuntime().maxMemory() >> 20) + "m" : told;
  }
}
