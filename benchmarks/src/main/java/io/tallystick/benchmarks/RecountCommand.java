package io.tallystick.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench recount}: how long a recount of so many events takes, on a node that counts. */
@Command(
    name = "recount",
    mixinStandardHelpOptions = true,
    description = "Loads a node, then has it recount everything while it goes on counting.")
final class RecountCommand implements Callable<Integer> {

  private static final int DUPLICATE_EVERY = 100;
  private static final int POLL_MILLIS = 50;

  /** The live load ends with the recount, at the latest then. */
  private static final double SECONDS_MAX = 3_600;

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--events",
      defaultValue = "10000000",
      description = "that are recounted (default: ${DEFAULT-VALUE})")
  long events;

  @Option(
      names = "--spread",
      defaultValue = "3600",
      description =
          "seconds before now over which their times are spread (default: " + "${DEFAULT-VALUE})")
  long spreadSeconds;

  @Option(
      names = "--live-rate",
      defaultValue = "1000",
      description = "events per second that go on meanwhile, 0: none (default: ${DEFAULT-VALUE})")
  double liveRate;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workload workload = options.workload(DUPLICATE_EVERY);
    PrintWriter progress = spec.commandLine().getErr();
    try (BenchFolder folder = options.open(progress);
        BenchNode node = folder.start();
        LoadGenerator load =
            new LoadGenerator(node.port(), workload, options.connections, progress)) {
      load.run(new Plan("events", events, 0, Math.max(1, spreadSeconds * 1000)));
      ExactCounts sent = load.counts();
      node.awaitProcessed(sent.unique() + sent.duplicates());
      ProcessUsage before = node.usage();
      LiveLoad live = new LiveLoad(load);
      JsonNode report = node.recount(progress, POLL_MILLIS);
      ProcessUsage after = node.usage();
      Phase last = live.stop();
      ExactCounts counts = load.counts();
      node.awaitProcessed(counts.unique() + counts.duplicates());
      List<String> differences = Verification.differences(node.questions(), workload, counts, 0);
      differences.forEach(difference -> progress.println("not exact: " + difference));
      boolean clean = report.path("clean").asBoolean();
      if (!clean) {
        progress.println("not clean: " + report.toPrettyString());
      }
      Report figures = new Report("bench recount");
      figures
          .add(
              "exportSeconds", "writing Parquet, s", report.path("exportMillis").asLong() / 1000.0)
          .add(
              "recountSeconds",
              "recount beyond that, s",
              report.path("recountMillis").asLong() / 1000.0)
          .add("events", "events", report.path("events").asLong())
          .add("windows", "windows compared", report.path("windows").asLong())
          .add("clean", "no difference", clean)
          .add("exact", "totals exact", differences.isEmpty())
          .add("cpuSeconds", "CPU-seconds of the node", after.cpuSeconds() - before.cpuSeconds())
          .add("peakMemoryMiB", "peak memory, MiB", after.memoryPeakBytes() >> 20)
          .add(
              "liveEventsPerSecond",
              "events/s meanwhile",
              last == null ? null : last.eventsPerSecond())
          .add("subjects", "subjects", workload.subjects())
          .add("spreadSeconds", "event times spread over, s", spreadSeconds)
          .add("fileSystem", "file system", folder.fileSystem())
          .addCircumstances(workload.seed());
      if (last != null) {
        figures.addMillis("ack", "acknowledged meanwhile", last.ackMicros());
      }
      figures.print(spec.commandLine().getOut(), options.json);
      return clean && differences.isEmpty() ? 0 : 1;
    }
  }

  /** Load that goes on until it is stopped. */
  private final class LiveLoad {

    private final LoadGenerator load;
    private final AtomicReference<@Nullable Phase> phase = new AtomicReference<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread;

    LiveLoad(LoadGenerator load) {
      this.load = load;
      thread = new Thread(this::run, "live-load");
      if (liveRate > 0) {
        thread.start();
      }
    }

    private void run() {
      try {
        phase.set(load.run(Plan.paced("meanwhile", (long) (liveRate * SECONDS_MAX), liveRate)));
      } catch (IOException | InterruptedException | RuntimeException e) {
        failure.set(e);
      }
    }

    @Nullable
    Phase stop() throws IOException, InterruptedException {
      load.stop();
      thread.join();
      Exception failed = failure.get();
      if (failed != null) {
        throw new IOException("live load: " + failed.getMessage(), failed);
      }
      return phase.get();
    }
  }
}
