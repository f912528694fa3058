package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.ExactCounts;
import io.tallystick.benchmarks.load.LoadGenerator;
import io.tallystick.benchmarks.load.Phase;
import io.tallystick.benchmarks.load.Plan;
import io.tallystick.benchmarks.load.QueryTimer;
import io.tallystick.benchmarks.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench read}: how fast answers come while events are taken in. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = "Asks a node that holds a day of events, while it is loaded with a third of what "
        + "it takes at most.")
final class ReadCommand implements Callable<Integer> {

  private static final int DUPLICATE_EVERY = 100;
  private static final int TOP_EVERY = 50;
  private static final double LOAD_SHARE = 1.0 / 3;

  @Spec
  CommandSpec spec;

  @Mixin
  LoadOptions options = new LoadOptions();

  @Option(
      names = "--events",
      defaultValue = "5000000",
      description = "events to begin with, over the last 24 hours (default: ${DEFAULT-VALUE})")
  long events;

  @Option(
      names = "--live-events",
      defaultValue = "2000000",
      description =
          "events of now, from which the highest rate is taken " + "(default: ${DEFAULT-VALUE})")
  long liveEvents;

  @Option(
      names = "--queries",
      defaultValue = "2000",
      description = "questions of each kind; of top, a fiftieth (default: ${DEFAULT-VALUE})")
  int queries;

  @Option(
      names = "--warm-up",
      defaultValue = "10000",
      description =
          "questions of each kind but top that come before and are not measured: a Java program is "
              + "slow while its code is being compiled (default: ${DEFAULT-VALUE})")
  int warmUp;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workload workload = options.workload(DUPLICATE_EVERY);
    PrintWriter progress = spec.commandLine().getErr();
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (BenchFolder folder = options.open(progress);
        BenchNode node = folder.start();
        LoadGenerator load =
            new LoadGenerator(node.port(), workload, options.connections, progress)) {
      load.run(new Plan("a day of events", events, 0, TimeUnit.DAYS.toMillis(1)));
      awaitProcessed(node, load);
      long begin = System.nanoTime();
      Phase fastest = load.run(Plan.fullSpeed("highest rate", liveEvents));
      awaitProcessed(node, load);
      double highest = fastest.events() / ((System.nanoTime() - begin) / 1e9);

      Plan third = Plan.paced("while reading", Long.MAX_VALUE >> 20, highest * LOAD_SHARE);
      Future<Phase> running = background.submit(() -> load.run(third));
      QueryTimer total;
      QueryTimer minutes;
      QueryTimer top;
      try (QueryTimer.Asker asker = new QueryTimer.Asker(node.port(), workload)) {
        total = asker.total(warmUp, queries);
        minutes = asker.minutes(warmUp, queries);
        top = asker.top(Math.max(1, queries / TOP_EVERY));
      } finally {
        load.stop();
      }
      Phase whileReading = finish(running);
      awaitProcessed(node, load);
      ExactCounts counts = load.counts();
      List<String> differences = Verification.differences(node.questions(), workload, counts, 0);
      differences.forEach(difference -> progress.println("not exact: " + difference));

      Report report = new Report("bench read");
      addTimes(report, "total", "total of one subject", total);
      addTimes(report, "minutes", "24 hours by minute of one subject", minutes);
      addTimes(report, "top", "top 10 of all time", top);
      report
          .add("exact", "totals exact", differences.isEmpty())
          .add("highestEventsPerSecond", "highest rate, events/s", Math.round(highest))
          .add(
              "eventsPerSecond",
              "rate while reading, events/s",
              Math.round(whileReading.eventsPerSecond()))
          .addMillis("ack", "acknowledged while reading", whileReading.ackMicros())
          .add("events", "events to begin with", events)
          .add("subjects", "subjects", workload.subjects())
          .add("queries", "questions of each kind", queries)
          .add("peakMemoryMiB", "peak memory, MiB", node.usage().memoryPeakBytes() >> 20)
          .addCircumstances(workload.seed());
      report.print(spec.commandLine().getOut(), options.json);
      return differences.isEmpty() ? 0 : 1;
    } finally {
      background.shutdown();
    }
  }

  private static void addTimes(Report report, String key, String label, QueryTimer timer) {
    report
        .addMillis(key + "Server", label + ", in the server:", timer.serverMicros())
        .addMillis(key + "Client", label + ", seen by the client:", timer.clientMicros());
  }

  private static void awaitProcessed(BenchNode node, LoadGenerator load)
      throws IOException, InterruptedException {
    ExactCounts counts = load.counts();
    node.awaitProcessed(counts.unique() + counts.duplicates());
  }

  private static Phase finish(Future<Phase> running) throws IOException, InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      throw new IOException("load: " + e.getCause(), e.getCause());
    }
  }
}
