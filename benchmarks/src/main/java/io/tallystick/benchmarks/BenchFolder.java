package io.tallystick.benchmarks;

import io.tallystick.benchmarks.process.NodeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the nodes of one benchmark keep their data; it goes with the benchmark. */
final class BenchFolder implements AutoCloseable {

  private final NodeSettings settings;
  private final boolean keep;
  private final PrintWriter progress;

  BenchFolder(NodeSettings settings, boolean keep, PrintWriter progress) {
    this.settings = settings;
    this.keep = keep;
    this.progress = progress;
  }

  /** Starts a node on what the folder holds, and waits until it is ready. */
  BenchNode start() throws IOException, InterruptedException {
    return BenchNode.start(settings, progress);
  }

  /** Size of everything that a node keeps. */
  long diskBytes() throws IOException {
    try (Stream<Path> files = Files.walk(settings.dataFolder())) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** The kind of file system; on one in memory a sync costs nothing. */
  String fileSystem() throws IOException {
    return Files.getFileStore(settings.folder()).type();
  }

  /** Deletes everything, unless it is to be kept. */
  @Override
  public void close() throws IOException {
    if (keep) {
      progress.println("node: kept " + settings.folder());
      progress.flush();
      return;
    }
    try (Stream<Path> files = Files.walk(settings.folder())) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
