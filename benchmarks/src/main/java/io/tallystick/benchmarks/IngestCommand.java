package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Phase;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.ReferenceLoop;
import io.tallystick.benchmarks.load.VisibilityProbe;
import io.tallystick.benchmarks.load.Workload;
import io.tallystick.benchmarks.process.ProcessUsage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench ingest}: what taking events in costs, and whether all of them are counted. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description =
        "Loads a node over loopback HTTP: events per second, server CPU, latency, time to "
            + "visible, disk, memory, and whether the totals are exact.")
final class IngestCommand implements Callable<Integer> {

  private static final int DUPLICATE_EVERY = 100;
  private static final int HALF_LOAD_SECONDS_MAX = 10;

  /** Of the warm-up, this part comes last, and so slowly that two commits fall into it. */
  private static final int CALM_PART = 5;

  private static final double CALM_EVENTS_PER_SECOND = 100_000;

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--events",
      defaultValue = "5000000",
      description = "events of the measured phase (default: ${DEFAULT-VALUE})")
  long events;

  @Option(
      names = "--warm-up",
      defaultValue = "10000000",
      description =
          "events sent before, which are counted but not measured " + "(default: ${DEFAULT-VALUE})")
  long warmUp;

  @Option(
      names = "--rate",
      defaultValue = "half",
      description =
          "max: as fast as events are acknowledged. half: the same, and a second phase at "
              + "half of what was measured. A number: so many events per second, on a fixed schedule "
              + "(default: ${DEFAULT-VALUE})")
  String rate = "half";

  /** One phase, measured until its last event was visible. */
  private record Measured(
      Phase phase, double seconds, double cpuSeconds, Histogram visibleMicros, int probes) {

    double eventsPerSecond() {
      return phase.events() / seconds;
    }

    double cpuSecondsPerMillion() {
      return cpuSeconds / phase.events() * 1e6;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    double pace = pace();
    Workload workload = options.workload(DUPLICATE_EVERY);
    PrintWriter progress = spec.commandLine().getErr();
    try (BenchFolder folder = options.open(progress);
        BenchNode node = folder.start();
        LoadGenerator load =
            new LoadGenerator(node.port(), workload, options.connections, progress)) {
      int warmUpProbes = 0;
      if (warmUp > 0) {
        warmUpProbes = warmUp(node, load);
      }
      ReferenceLoop reference = new ReferenceLoop();
      reference.measure();
      Measured full = measure(node, load, warmUpProbes, Plan.paced("measured", events, pace));
      reference.measure();
      int probesSoFar = warmUpProbes + full.probes();
      Measured half = null;
      if (rate.equals("half")) {
        double halfRate = full.eventsPerSecond() / 2;
        long halfEvents = Math.max(1, Math.min(events, (long) (halfRate * HALF_LOAD_SECONDS_MAX)));
        half = measure(node, load, probesSoFar, Plan.paced("half load", halfEvents, halfRate));
      }
      long probes = probesSoFar + (half == null ? 0 : half.probes());
      ExactCounts counts = load.counts();
      List<String> differences =
          Verification.differences(node.questions(), workload, counts, probes);
      differences.forEach(difference -> progress.println("not exact: " + difference));
      ProcessUsage usage = node.usage();
      node.terminate();
      double diskBytes =
          folder.diskBytes() * 1.0 / (counts.unique() + counts.duplicates() + probes);
      Report report = new Report("bench ingest");
      addLoad(report, full, half, differences.isEmpty());
      report.add(
          "referenceCpuSecondsPerMillion",
          "reference loop, CPU-seconds per million",
          reference.cpuSecondsPerMillion());
      report
          .add("diskBytesPerEvent", "disk after a clean stop, bytes/event", diskBytes)
          .add("peakMemoryMiB", "peak memory, MiB", usage.memoryPeakBytes() >> 20);
      addWork(report, workload, counts, folder.fileSystem());
      report.print(spec.commandLine().getOut(), options.json);
      return differences.isEmpty() ? 0 : 1;
    }
  }

  /*
   * With the probe: what the node sees for the first time would be compiled while we measure. Its
   * commits are few and large, so they need time rather than events to become fast.
   */
  private int warmUp(BenchNode node, LoadGenerator load) throws IOException, InterruptedException {
    long calm = Math.max(1, warmUp / CALM_PART);
    int probes = measure(node, load, 0, Plan.fullSpeed("warm-up", Math.max(1, warmUp - calm)))
        .probes();
    Plan commits = Plan.paced("warm-up of commits", calm, CALM_EVENTS_PER_SECOND);
    return probes + measure(node, load, probes, commits).probes();
  }

  /** Events per second of the measured phase; 0: as fast as possible. */
  private double pace() {
    if (rate.equals("max") || rate.equals("half")) {
      return 0;
    }
    try {
      return Double.parseDouble(rate);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "rate: " + rate + " (expected: max, half or events per second)", e);
    }
  }

  private static Measured measure(BenchNode node, LoadGenerator load, int probes, Plan plan)
      throws IOException, InterruptedException {
    ExactCounts before = load.counts();
    node.awaitProcessed(before.unique() + before.duplicates() + probes);
    double cpuBefore = node.usage().cpuSeconds();
    long begin = System.nanoTime();
    try (VisibilityProbe probe = new VisibilityProbe(node.port(), probes)) {
      Phase phase = load.run(plan);
      ExactCounts sent = load.counts();
      node.awaitProcessed(sent.unique() + sent.duplicates() + probes);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double cpuSeconds = node.usage().cpuSeconds() - cpuBefore;
      Histogram visible = probe.finish();
      return new Measured(phase, seconds, cpuSeconds, visible, probe.sent());
    }
  }

  private static void addLoad(
      Report report, Measured full, @Nullable Measured half, boolean exact) {
    report
        .add("eventsPerSecond", "events/s", Math.round(full.eventsPerSecond()))
        .add(
            "serverCpuSecondsPerMillionEvents",
            "server CPU-seconds per million events",
            full.cpuSecondsPerMillion())
        .add("exact", "totals exact", exact)
        .addMillis("ack", "acknowledged", full.phase().ackMicros())
        .addMillis("visible", "acknowledged to visible", full.visibleMicros())
        .add("visiblePollMillis", "asked for visible every, ms", VisibilityProbe.POLL_MILLIS)
        .add("refusedRequests", "refused and sent again", full.phase().refused());
    Histogram none = new Histogram(1);
    report
        .addMillis(
            "halfLoadAck", "half load: ack", half == null ? none : half.phase().ackMicros())
        .addMillis(
            "halfLoadVisible",
            "half load: ack to visible",
            half == null ? none : half.visibleMicros())
        .add(
            "halfLoadEventsPerSecond",
            "half load: events/s",
            half == null ? null : Math.round(half.eventsPerSecond()))
        .add(
            "halfLoadCpuSecondsPerMillionEvents",
            "half load: server CPU-seconds per million events",
            half == null ? null : half.cpuSecondsPerMillion());
  }

  private void addWork(Report report, Workload workload, ExactCounts counts, String fileSystem) {
    report
        .add("format", "format", options.format.name().toLowerCase(Locale.ROOT))
        .add("events", "events measured", events)
        .add("eventsSent", "events sent in all", counts.unique() + counts.duplicates())
        .add("duplicates", "of them duplicates", counts.duplicates())
        .add("subjects", "subjects", workload.subjects())
        .add(
            "distribution",
            "distribution",
            workload.hot() ? "one takes all" : "Zipf " + workload.zipf())
        .add("dimensions", "dimensions besides subject", String.join(",", options.dimensions))
        .add("idBytes", "id", "16 characters, " + options.ids.name().toLowerCase(Locale.ROOT))
        .add("batchEvents", "events in a request", workload.batchEvents())
        .add("connections", "connections", options.connections)
        .add("fileSystem", "file system", fileSystem)
        .addCircumstances(workload.seed());
  }
}
