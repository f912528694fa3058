package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Phase;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.VisibilityProbe;
import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Runs phases of load on a cluster, one after the other. Single-threaded. */
final class ClusterPhases {

  /** Pause between two questions for one event: what is visible changes once a second. */
  static final int POLL_MILLIS = 20;

  private final LocalCluster cluster;
  private final NodeQuestions questions;
  private final List<LoadGenerator> loads;
  private int probes;

  /**
   * @param questions to a node that answers
   * @param loads all that will be run
   */
  ClusterPhases(LocalCluster cluster, NodeQuestions questions, List<LoadGenerator> loads) {
    this.cluster = cluster;
    this.questions = questions;
    this.loads = List.copyOf(loads);
  }

  /**
   * One phase, measured until its last event was visible.
   *
   * @param cpuSeconds by component, in the order in which events meet them
   */
  record Measured(
      Phase phase, double seconds, Map<String, Double> cpuSeconds, Histogram visibleMicros) {

    double eventsPerSecond() {
      return phase.events() / seconds;
    }
  }

  Measured run(LoadGenerator load, Plan plan) throws IOException, InterruptedException {
    awaitProcessed();
    Map<String, Double> before = cpuSeconds();
    long begin = System.nanoTime();
    try (VisibilityProbe probe = new VisibilityProbe(
        cluster.ingests().get(0).uri().getPort(),
        cluster.queries().get(0).uri().getPort(),
        probes,
        POLL_MILLIS)) {
      Phase phase = load.run(plan);
      awaitProcessed();
      double seconds = (System.nanoTime() - begin) / 1e9;
      Map<String, Double> used = cpuSeconds();
      before.forEach((component, cpu) -> used.merge(component, -cpu, Double::sum));
      Histogram visible = probe.finish();
      probes += probe.sent();
      return new Measured(phase, seconds, used, visible);
    }
  }

  /** Single events that were sent beside the loads. */
  int probes() {
    return probes;
  }

  private void awaitProcessed() throws IOException, InterruptedException {
    long accepted = probes;
    for (LoadGenerator load : loads) {
      ExactCounts counts = load.counts();
      accepted += counts.unique() + counts.duplicates();
    }
    questions.awaitProcessed(accepted);
  }

  /** Of all processes so far, those of one kind together. */
  private Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (ClusterProcess process : cluster.processes()) {
      seconds.merge(process.name().replaceAll("-[0-9]+$", ""), process.cpuSeconds(), Double::sum);
    }
    return seconds;
  }

  /** Size of all files below a folder that may change meanwhile. */
  static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.isRegularFile(file) ? file.toFile().length() : 0;
      }
      return bytes;
    }
  }
}
