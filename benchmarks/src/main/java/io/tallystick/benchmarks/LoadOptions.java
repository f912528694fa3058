package io.tallystick.benchmarks;

import io.tallystick.benchmarks.load.Workload;
import io.tallystick.benchmarks.process.NodeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all load benchmarks share. */
final class LoadOptions {

  @Option(
      names = "--format",
      defaultValue = "json",
      description = "json or protobuf (default: ${DEFAULT-VALUE})")
  Workload.Format format = Workload.Format.JSON;

  @Option(
      names = "--ids",
      defaultValue = "hex",
      description = "the 16 characters of an id: hex digits, or text of letters and digits "
          + "(default: ${DEFAULT-VALUE})")
  Workload.IdAlphabet ids = Workload.IdAlphabet.HEX;

  @Option(
      names = "--subjects",
      defaultValue = "100000",
      description = "distinct subjects (default: ${DEFAULT-VALUE})")
  int subjects;

  @Option(
      names = "--zipf",
      defaultValue = "1.0",
      description =
          "exponent of the distribution of subjects, 0: all alike " + "(default: ${DEFAULT-VALUE})")
  double zipf;

  @Option(names = "--hot", description = "one subject takes all events")
  boolean hot;

  @Option(
      names = "--dimensions",
      split = ",",
      description = "declared dimensions: attributes that every event then carries with one of 100 "
          + "values, or combinations with +, such as country,subject+country")
  List<String> dimensions = List.of();

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "connections of the load (default: ${DEFAULT-VALUE})")
  int connections;

  @Option(
      names = "--batch",
      defaultValue = "1000",
      description = "events in a request (default: ${DEFAULT-VALUE})")
  int batch;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of everything random (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(names = "--heap", description = "Java heap of the node, such as 256m (default: Java's)")
  @Nullable
  String heap;

  @Option(
      names = "--vm-option",
      description = "one more option for the node's Java VM; may be repeated")
  List<String> vmOptions = List.of();

  @Option(
      names = "--folder",
      description = "where the node keeps its data (default: a new temporary folder)")
  @Nullable
  Path folder;

  @Option(names = "--keep", description = "do not delete the data of the node")
  boolean keep;

  @Option(names = "--json", description = "print one JSON object instead of a table")
  boolean json;

  Workload workload(int duplicateEvery) {
    List<String> attributes = dimensions.stream()
        .flatMap(dimension -> List.of(dimension.split("\\+")).stream())
        .filter(name -> !name.equals("subject"))
        .distinct()
        .toList();
    return new Workload(format, ids, batch, subjects, zipf, hot, attributes, duplicateEvery, seed);
  }

  /** The folder of the node; the node gets the options of our own Java VM, then its own. */
  BenchFolder open(PrintWriter progress) throws IOException {
    Path home = folder == null ? Files.createTempDirectory("tallystick-bench") : folder;
    NodeSettings settings = new NodeSettings(home, nodeVmOptions(), configuration());
    if (Files.exists(settings.dataFolder())) {
      throw new IOException("folder: " + home + " (expected: one without data)");
    }
    return new BenchFolder(settings, keep, progress);
  }

  /* ./tallystick runs us with the options of a server, so that there is one place for them. */
  List<String> nodeVmOptions() {
    List<String> vm = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    if (heap != null) {
      vm.add("-Xmx" + heap);
    }
    vm.addAll(vmOptions);
    return vm;
  }

  /** Lines of the configuration file. */
  List<String> configuration() {
    List<List<String>> names =
        dimensions.stream().map(dimension -> List.of(dimension.split("\\+"))).toList();
    return names.isEmpty() ? List.of() : List.of("dimensions: " + names);
  }
}
