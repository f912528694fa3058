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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench memory}: what a node needs at a steady rate with a full deduplication window. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Fills the deduplication window, then loads at a steady rate, and reports the "
        + "memory of the process.")
final class MemoryCommand implements Callable<Integer> {

  /** What leaves enough of 512 MiB for the stores, the code and the threads. */
  private static final String HEAP_OF_A_SMALL_NODE = "200m";

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
      defaultValue = "512",
      description = "MiB that shall suffice (default: ${DEFAULT-VALUE})")
  long limitMiB;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (options.heap == null) {
      options.heap = HEAP_OF_A_SMALL_NODE;
    }
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
          .add("heap", "Java heap", options.heap)
          .addCircumstances(workload.seed());
      report.print(spec.commandLine().getOut(), options.json);
      return differences.isEmpty() && suffices ? 0 : 1;
    }
  }
}
