package io.tallystick.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to run a node.
 *
 * @param folder where the process runs; its data, its configuration and its output are kept there
 * @param vmOptions options of the Java VM
 * @param configuration lines of the configuration file, without server and data
 */
public record NodeSettings(Path folder, List<String> vmOptions, List<String> configuration) {

  public NodeSettings {
    folder = folder.toAbsolutePath();
    vmOptions = List.copyOf(vmOptions);
    configuration = List.copyOf(configuration);
  }

  /** Where the node keeps what it knows. */
  public Path dataFolder() {
    return folder.resolve("data");
  }

  /** What the node prints, of all its runs. */
  public Path outputFile() {
    return folder.resolve("node.log");
  }

  /** The whole configuration file; the node takes a port that is free when it listens. */
  String configurationText() {
    List<String> lines = new ArrayList<>();
    lines.add("server: { port: 0 }");
    lines.add("data: { directory: ./data }");
    lines.addAll(configuration);
    return String.join("\n", lines) + "\n";
  }
}
