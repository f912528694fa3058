package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench start}: how long a node takes from the start of its process until it is ready. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts a node on an empty store, and again with a full deduplication window, "
        + "after a clean stop and after a kill.")
final class StartCommand implements Callable<Integer> {

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "ids in the deduplication window (default: ${DEFAULT-VALUE})")
  long events;

  /** What was found after one start. */
  private record Start(
      double millis, long idsInMemory, long idsOnDisk, long peakMiB, boolean exact) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workload workload = options.workload(0);
    PrintWriter progress = spec.commandLine().getErr();
    try (BenchFolder folder = options.open(progress)) {
      ExactCounts counts;
      double emptyMillis;
      try (BenchNode node = folder.start();
          LoadGenerator load =
              new LoadGenerator(node.port(), workload, options.connections, progress)) {
        emptyMillis = node.readyMillis();
        load.run(Plan.fullSpeed("load", events));
        counts = load.counts();
        node.awaitProcessed(counts.unique());
        node.kill();
      }
      Start afterKill = start(folder, workload, counts);
      Start afterStop = start(folder, workload, counts);
      boolean exact = afterKill.exact && afterStop.exact;
      Report report = new Report("bench start");
      report
          .add("emptyReadyMillis", "ready on an empty store, ms", emptyMillis)
          .add("afterKillReadyMillis", "ready after a kill, ms", afterKill.millis)
          .add("afterStopReadyMillis", "ready after a clean stop, ms", afterStop.millis)
          .add("exact", "totals exact after each", exact)
          .add("events", "ids in the deduplication window", counts.unique())
          .add("idsInMemory", "of them in memory", afterStop.idsInMemory)
          .add("idsOnDisk", "of them on disk", afterStop.idsOnDisk)
          .add("peakMemoryMiB", "peak memory of the last run, MiB", afterStop.peakMiB)
          .addCircumstances(workload.seed());
      report.print(spec.commandLine().getOut(), options.json);
      return exact ? 0 : 1;
    }
  }

  /** Starts a node again, checks it and stops it in the usual way. */
  private Start start(BenchFolder folder, Workload workload, ExactCounts counts)
      throws IOException, InterruptedException {
    try (BenchNode node = folder.start()) {
      PrintWriter progress = spec.commandLine().getErr();
      List<String> differences = Verification.differences(node.questions(), workload, counts, 0);
      differences.forEach(difference -> progress.println("not exact: " + difference));
      long inMemory = 0;
      long onDisk = 0;
      for (JsonNode partition : node.get("/v1/status").path("partitions")) {
        inMemory += partition.path("deduplicationIds").asLong();
        onDisk += partition.path("deduplicationDiskIds").asLong();
      }
      long peakMiB = node.usage().memoryPeakBytes() >> 20;
      node.terminate();
      return new Start(node.readyMillis(), inMemory, onDisk, peakMiB, differences.isEmpty());
    }
  }
}
