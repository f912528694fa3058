package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.ReferenceLoop;
import io.tallystick.benchmarks.load.Workload;
import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.FlinkSettings;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench cluster}: the same as {@link IngestCommand}, through Kafka, Flink and Cassandra. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Starts a cluster on this machine (one broker, one TaskManager, one Cassandra "
        + "node, one ingest and one query process) and loads it over loopback HTTP: events per "
        + "second end to end, CPU by component, time to visible, one hot subject against spread "
        + "ones, and whether the totals are exact.")
final class ClusterCommand implements Callable<Integer> {

  private static final int DUPLICATE_EVERY = 100;
  private static final int TOPIC_PARTITIONS = 4;
  private static final int PARALLELISM = 2;
  private static final int HALF_LOAD_SECONDS_MAX = 20;

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--events",
      defaultValue = "3000000",
      description = "events of each measured phase (default: ${DEFAULT-VALUE})")
  long events;

  @Option(
      names = "--warm-up",
      defaultValue = "3000000",
      description =
          "events sent before, which are counted but not measured (default: ${DEFAULT-VALUE})")
  long warmUp;

  @Option(
      names = "--task-heap",
      defaultValue = "1024",
      description = "heap of the TaskManager for the job, MiB (default: ${DEFAULT-VALUE})")
  int taskHeapMegabytes;

  @Option(
      names = "--cassandra-heap",
      defaultValue = "2048",
      description = "heap of Cassandra, MiB (default: ${DEFAULT-VALUE})")
  int cassandraHeapMegabytes;

  @Option(names = "--archive", description = "have the job archive raw events meanwhile")
  boolean archive;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = options.folder == null
        ? Files.createTempDirectory("tallystick-bench")
        : Files.createDirectories(options.folder);
    PrintWriter progress = spec.commandLine().getErr();
    Runtime.getRuntime().addShutdownHook(new Thread(ClusterProcess::killAll, "end-cluster"));
    try (LocalCluster cluster = LocalCluster.start(plan(folder), line -> {
      progress.println("cluster: " + line);
      progress.flush();
    })) {
      return measure(cluster, progress);
    } finally {
      if (!options.keep) {
        delete(folder);
      }
    }
  }

  private LocalClusterPlan plan(Path folder) {
    return new LocalClusterPlan(
        folder,
        1,
        1,
        1,
        TOPIC_PARTITIONS,
        PARALLELISM,
        new FlinkSettings(1, PARALLELISM, 256, taskHeapMegabytes, 256, Optional.empty(), Map.of()),
        options.nodeVmOptions(),
        // as a server that runs for long, and not as a demo that starts fast
        List.of("-Xmx" + cassandraHeapMegabytes + "m", "-XX:TieredStopAtLevel=4"),
        configuration(folder));
  }

  private List<String> configuration(Path folder) {
    List<String> lines = new ArrayList<>(options.configuration());
    String url = archive ? folder.resolve("archive").toUri().toString() : "none";
    lines.add("archive: { url: \"" + url + "\", file-age: 1m }");
    return lines;
  }

  private int measure(LocalCluster cluster, PrintWriter progress)
      throws IOException, InterruptedException {
    Workload spread = options.workload(DUPLICATE_EVERY);
    Workload hot = new Workload(
        spread.format(),
        spread.idAlphabet(),
        spread.batchEvents(),
        spread.subjects(),
        spread.zipf(),
        true,
        spread.attributes(),
        DUPLICATE_EVERY,
        spread.seed() + 1);
    int sendPort = cluster.ingests().get(0).uri().getPort();
    int askPort = cluster.queries().get(0).uri().getPort();
    try (NodeQuestions questions = new NodeQuestions(askPort);
        LoadGenerator load = new LoadGenerator(sendPort, spread, options.connections, progress);
        LoadGenerator hotLoad = new LoadGenerator(sendPort, hot, options.connections, progress)) {
      ClusterPhases phases = new ClusterPhases(cluster, questions, List.of(load, hotLoad));
      if (warmUp > 0) {
        phases.run(load, Plan.fullSpeed("warm-up", warmUp));
      }
      ReferenceLoop reference = new ReferenceLoop();
      reference.measure();
      ClusterPhases.Measured full = phases.run(load, Plan.fullSpeed("measured", events));
      ClusterPhases.Measured oneSubject = phases.run(hotLoad, Plan.fullSpeed("hot", events));
      double halfRate = full.eventsPerSecond() / 2;
      long halfEvents = Math.max(1, Math.min(events, (long) (halfRate * HALF_LOAD_SECONDS_MAX)));
      ClusterPhases.Measured half = phases.run(load, Plan.paced("half load", halfEvents, halfRate));
      reference.measure();
      ExactCounts counts = load.counts().plus(hotLoad.counts());
      List<String> differences =
          Verification.differences(questions, spread, counts, phases.probes());
      differences.forEach(difference -> progress.println("not exact: " + difference));
      Report report = new Report("bench cluster");
      addFigures(report, full, oneSubject, half, differences.isEmpty());
      report.add(
          "referenceCpuSecondsPerMillion",
          "reference loop, CPU-seconds per million",
          reference.cpuSecondsPerMillion());
      addWork(report, cluster, spread, counts);
      report.print(spec.commandLine().getOut(), options.json);
      return differences.isEmpty() ? 0 : 1;
    }
  }

  private static void addFigures(
      Report report,
      ClusterPhases.Measured full,
      ClusterPhases.Measured hot,
      ClusterPhases.Measured half,
      boolean exact) {
    report
        .add("eventsPerSecond", "events/s", Math.round(full.eventsPerSecond()))
        .add(
            "ackEventsPerSecond",
            "acknowledged events/s",
            Math.round(full.phase().eventsPerSecond()));
    double ours = 0;
    for (Map.Entry<String, Double> component : full.cpuSeconds().entrySet()) {
      double perMillion = component.getValue() / full.phase().events() * 1e6;
      boolean own = component.getKey().equals("ingest") || component.getKey().startsWith("flink");
      ours += own ? perMillion : 0;
      report.add(
          component.getKey().replace("-", "") + "CpuSecondsPerMillionEvents",
          component.getKey() + ", CPU-seconds per million events",
          perMillion);
    }
    report
        .add("ownCpuSecondsPerMillionEvents", "ingest and flink together", ours)
        .add("exact", "totals exact", exact);
    hot.cpuSeconds()
        .forEach((component, seconds) -> report.add(
            "hot" + component.replace("-", "") + "CpuSecondsPerMillionEvents",
            "one hot subject: " + component + ", CPU-seconds per million events",
            seconds / hot.phase().events() * 1e6));
    report
        .add("hotEventsPerSecond", "one hot subject, events/s", Math.round(hot.eventsPerSecond()))
        .add(
            "hotRatio",
            "one hot subject, part of the speed of spread ones",
            hot.eventsPerSecond() / full.eventsPerSecond())
        .addMillis("ack", "acknowledged", full.phase().ackMicros())
        .addMillis("visible", "acknowledged to visible", full.visibleMicros())
        .add("halfLoadEventsPerSecond", "half load: events/s", Math.round(half.eventsPerSecond()))
        .addMillis("halfLoadAck", "half load: ack", half.phase().ackMicros())
        .addMillis("halfLoadVisible", "half load: ack to visible", half.visibleMicros())
        .add("visiblePollMillis", "asked for visible every, ms", ClusterPhases.POLL_MILLIS)
        .add("refusedRequests", "refused and sent again", full.phase().refused());
  }

  private void addWork(Report report, LocalCluster cluster, Workload workload, ExactCounts counts)
      throws IOException {
    for (ClusterProcess process : cluster.processes()) {
      report.add(
          process.name().replace("-", "") + "MemoryMiB",
          process.name() + ", memory, MiB",
          process.residentBytes() >> 20);
    }
    long all = counts.unique() + counts.duplicates();
    for (String engine : List.of("kafka-1", "cassandra-1")) {
      report.add(
          engine.replace("-1", "") + "DiskBytesPerEvent",
          engine.replace("-1", "") + ", disk, bytes/event",
          ClusterPhases.bytes(cluster.plan().folder().resolve(engine)) * 1.0 / all);
    }
    report
        .add("format", "format", options.format.name().toLowerCase(Locale.ROOT))
        .add("events", "events of each phase", events)
        .add("eventsSent", "events sent in all", all)
        .add("duplicates", "of them duplicates", counts.duplicates())
        .add("subjects", "subjects", workload.subjects())
        .add("dimensions", "dimensions besides subject", String.join(",", options.dimensions))
        .add("batchEvents", "events in a request", workload.batchEvents())
        .add("connections", "connections", options.connections)
        .add("archive", "raw events archived", archive)
        .add("topicPartitions", "topic partitions", TOPIC_PARTITIONS)
        .add("parallelism", "parallelism of the job", PARALLELISM)
        .addCircumstances(workload.seed());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
