package io.tallystick.qa.soak;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import io.tallystick.qa.process.ProcessUsage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs mixed load against a node that is killed and stopped at random; used by one thread. */
final class Soak {

  /*
   * In the first half the node is killed or stopped every few seconds to a minute. In the second
   * half one process runs undisturbed, because growth can only be seen within one life. Load stops
   * for a moment at the end of each minute, and after each restart, to compare every answer.
   */

  /* A heap that fills until it is collected looks like a leak: so all of it is there at once, and
   * what grows is what is beside it. What grows in it shows after a collection. */
  private static final List<String> VM_OPTIONS =
      List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC", "-ea");

  private static final int DISTURBED_MILLIS_MAX = 40_000;
  private static final int ONE_STOP_IN = 4;
  private static final int SAMPLE_MILLIS = 2_000;
  private static final double NANOS_PER_MINUTE = 60e9;

  private final Path folder;
  private final double minutes;
  private final SplittableRandom random;
  private final PrintStream progress;
  private final Latencies acknowledgements = new Latencies();
  private final Latencies answers = new Latencies();
  private final Questions questions;
  private final Load load;
  private final long beginNanos = System.nanoTime();

  private final List<Minute> byMinute = new ArrayList<>();
  private final Slope memory = new Slope();
  private final Slope heap = new Slope();
  private final Slope openFiles = new Slope();
  private final Slope disk = new Slope();
  private final Slope acknowledgementP99 = new Slope();
  private final Slope answerP99 = new Slope();
  private int checks;
  private int kills;
  private int stops;
  private String recount = "not reached";

  Soak(Path folder, double minutes, long seed, PrintStream progress) {
    this.folder = folder;
    this.minutes = minutes;
    this.progress = progress;
    random = new SplittableRandom(seed);
    questions = new Questions(random.split(), answers);
    load = new Load(
        new LoadSettings(4, 150, 25, Duration.ofSeconds(60), true, this::acknowledged),
        random.split());
  }

  private void acknowledged(String id, long nanos) {
    acknowledgements.add(nanos);
    questions.acknowledged(id);
  }

  /** Runs to the end, or to the first failure. */
  SoakReport run(String command) {
    @Nullable String failure = null;
    SoakReport.printHead(progress);
    try {
      disturbed();
      undisturbed();
    } catch (Exception | AssertionError e) {
      e.printStackTrace(progress);
      failure = String.valueOf(e);
    } finally {
      questions.close();
      load.close();
    }
    if (failure == null) {
      failure = questions.firstFailure();
    }
    Load.Summary summary = load.summary();
    return new SoakReport(
        command,
        elapsed(),
        summary.distinct(),
        summary.duplicates(),
        summary.deadLetters(),
        questions.asked(),
        checks,
        kills,
        stops,
        summary.refusals(),
        failure,
        recount,
        60 * memory.perUnit(),
        60 * heap.perUnit(),
        60 * openFiles.perUnit(),
        disk.perUnit(),
        60 * acknowledgementP99.perUnit(),
        60 * answerP99.perUnit(),
        byMinute);
  }

  private void disturbed() throws Exception {
    while (elapsed() < minutes / 2) {
      try (NodeProcess node = begin()) {
        double left = (minutes / 2 - elapsed()) * NANOS_PER_MINUTE / 1e6;
        long millis = Math.min(random.nextInt(DISTURBED_MILLIS_MAX), (long) Math.max(0, left));
        goOn(node, elapsed() + millis / 60e3);
        boolean stop = random.nextInt(ONE_STOP_IN) == 0;
        questions.ask(null);
        load.expectTheEnd();
        end(node, stop);
        load.join(node, stop ? "stop" : "kill");
      }
    }
  }

  private void end(NodeProcess node, boolean stop) {
    if (!stop) {
      kills++;
      node.kill();
      return;
    }
    stops++;
    int exitCode = node.terminate();
    if (exitCode != 0) {
      throw new AssertionError("exit code after SIGTERM: " + exitCode + " (expected: 0)\n" + node);
    }
  }

  private void undisturbed() throws Exception {
    try (NodeProcess node = begin()) {
      goOn(node, elapsed() + minutes / 8);
      // what was touched for the first time until now is no growth
      memory.clear();
      heap.clear();
      openFiles.clear();
      acknowledgementP99.clear();
      answerP99.clear();
      goOn(node, minutes);
      load.pause();
      load.join(node, "end");
      check(node);
      if (elapsed() > byMinute.size() + 0.5) {
        endMinute(node);
      }
      recount = FinalRecount.run(node);
      questions.ask(null);
      end(node, true);
    }
  }

  /** Starts a node, compares, and starts the load; returns while it runs. */
  private NodeProcess begin() throws Exception {
    List<String> options = new ArrayList<>(VM_OPTIONS);
    options.add(NodeProcess.inEmptyTemporaryFolder(folder));
    List<String> configuration = new ArrayList<>(Load.CONFIGURATION);
    configuration.add("log: { retention: 5m }");
    configuration.add("deduplication: { window: 4m, memory: 16MiB }");
    NodeProcess node =
        NodeProcess.start(folder, options, configuration.toArray(String[]::new)).awaitReady();
    load.resend(node);
    check(node);
    questions.ask(node);
    load.start(node);
    return node;
  }

  /** Lets the load go on until {@code endMinutes}, and compares once a minute. */
  private void goOn(NodeProcess node, double endMinutes) throws Exception {
    while (elapsed() < endMinutes) {
      double left = (endMinutes - elapsed()) * NANOS_PER_MINUTE / 1e6;
      Thread.sleep((long) Math.max(1, Math.min(SAMPLE_MILLIS, left)));
      if (!node.isAlive()) {
        throw new AssertionError("the node has ended\n" + node);
      }
      ProcessUsage usage = node.usage();
      memory.add(elapsed(), usage.memoryBytes() / 1048576.0);
      openFiles.add(elapsed(), usage.openFiles());
      if (elapsed() >= byMinute.size() + 1) {
        load.pause();
        load.join(node, "minute " + elapsed());
        check(node);
        heap.add(elapsed(), node.liveHeapBytes() / 1048576.0);
        endMinute(node);
        load.start(node);
      }
    }
  }

  private void check(NodeProcess node) throws IOException, InterruptedException {
    load.check(node, String.format(Locale.ROOT, "minute %.1f", elapsed()));
    checks++;
  }

  private void endMinute(NodeProcess node) throws IOException {
    double[] acknowledged = acknowledgements.takeMillis(50, 99);
    double[] answered = answers.takeMillis(99);
    acknowledgementP99.add(elapsed(), acknowledged[1]);
    answerP99.add(elapsed(), answered[0]);
    ProcessUsage usage = node.usage();
    Load.Summary summary = load.summary();
    long diskBytes = sizeOf(folder.resolve("data"));
    disk.add(summary.distinct(), diskBytes);
    Minute minute = new Minute(
        elapsed(),
        summary.distinct(),
        summary.duplicates(),
        summary.deadLetters(),
        kills + stops,
        acknowledged[0],
        acknowledged[1],
        answered[0],
        usage.memoryBytes(),
        usage.openFiles(),
        diskBytes);
    byMinute.add(minute);
    SoakReport.print(progress, minute);
  }

  private double elapsed() {
    return (System.nanoTime() - beginNanos) / NANOS_PER_MINUTE;
  }

  /** Files come and go meanwhile. */
  private static long sizeOf(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        try {
          bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
          // it does not count any more
        }
      }
    } catch (java.io.UncheckedIOException gone) {
      // a folder that went away in between
    }
    return bytes;
  }
}
