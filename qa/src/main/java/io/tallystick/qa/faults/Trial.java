package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** One run of a scenario: its folder, its randomness, and what it says about itself. */
public final class Trial {

  /** Small and quick to start: most of a fault's time is the start after it. */
  private static final List<String> VM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-ea");

  private final Path folder;
  private final Extent extent;
  private final long seed;
  private final PrintStream out;
  private final long begin = System.nanoTime();

  /**
   * @param folder where the node and its data are
   * @param extent how often, how many
   * @param seed of everything random
   * @param out where each step is told
   */
  public Trial(Path folder, Extent extent, long seed, PrintStream out) {
    this.folder = folder;
    this.extent = extent;
    this.seed = seed;
    this.out = out;
  }

  Extent extent() {
    return extent;
  }

  Path folder() {
    return folder;
  }

  SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  /** Tells one step. */
  void say(String format, Object... values) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(Locale.ROOT, "  %7.1f s  %s%n", seconds, String.format(Locale.ROOT, format, values));
  }

  /** Starts a node on the folder of this trial; does not wait until it is ready. */
  NodeProcess serve(List<String> vmOptions, String... configuration) throws IOException {
    List<String> options = new ArrayList<>(VM_OPTIONS);
    if (Files.exists(sharedClasses())) {
      options.add("-XX:SharedArchiveFile=" + sharedClasses());
    }
    options.addAll(vmOptions);
    options.add(NodeProcess.inEmptyTemporaryFolder(folder));
    return NodeProcess.start(folder, options, configuration);
  }

  /** Lets the nodes of this and of other trials beside it start faster, if the classes are jars. */
  void shareClasses() throws IOException, InterruptedException {
    if (System.getProperty("java.class.path").endsWith(".jar")) {
      try (NodeProcess node =
          serve(List.of("-XX:ArchiveClassesAtExit=" + sharedClasses()), configuration())) {
        node.awaitReady().terminate();
      }
    }
  }

  private Path sharedClasses() {
    return folder.toAbsolutePath().resolveSibling("node.jsa");
  }

  /** The lines that every node of a load needs, and more. */
  static String[] configuration(String... more) {
    List<String> lines = new ArrayList<>(Load.CONFIGURATION);
    lines.addAll(Arrays.asList(more));
    return lines.toArray(String[]::new);
  }

  /** Sets how far the clock of a node is ahead, at once: the node may read it at any moment. */
  static void setClock(Path clock, Duration ahead) throws IOException {
    Path next = clock.resolveSibling(clock.getFileName() + ".next");
    Files.writeString(next, Long.toString(ahead.toMillis()));
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Milliseconds since {@code beginNanos}. */
  static long millisSince(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1_000_000;
  }
}
