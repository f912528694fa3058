package io.tallystick.app;

import io.tallystick.app.logging.OperatorLog;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.configuration.LoadedConfiguration;
import io.tallystick.configuration.LogFormat;
import io.tallystick.core.node.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a node on an empty folder, sends it two events, asks it a few questions, and ends. Java can
 * write the classes that this loads into a file of which later processes start in half the time; the
 * launcher and the container image let it do so once, after the build.
 */
public final class Rehearsal {

  private static final String EVENTS = """
      {"source":"rehearsal","id":"1","type":"view","subject":"A","time":"2026-01-01T00:00:00Z"}
      {"source":"rehearsal","id":"2","type":"view","subject":"B","time":"2026-01-01T00:00:00Z"}
      """;

  private static final List<List<String>> COMMANDS = List.of(
      List.of("status"),
      List.of("query", "--type", "view", "--subject", "A"),
      List.of("top", "--type", "view"),
      List.of("ledger"));

  private Rehearsal() {}

  /** Exit code 0: all of it went well. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("tallystick-rehearsal");
    int exitCode;
    try {
      exitCode = run(folder);
    } finally {
      remove(folder);
    }
    System.exit(exitCode);
  }

  private static int run(Path folder) throws IOException, InterruptedException {
    LoadedConfiguration loaded = ConfigurationLoader.load(
        folder,
        null,
        Map.of(),
        List.of(
            new FlagValue("--port", "server.port", "0"),
            new FlagValue("--data", "data.directory", folder.resolve("data").toString())));
    OperatorLog.use(LogFormat.TEXT);
    try (RunningNode node = ServedNode.start(loaded)) {
      while (node.status().state() == NodeStatus.State.STARTING) {
        Thread.sleep(10);
      }
      String url = "http://127.0.0.1:" + node.port();
      Path events = Files.writeString(folder.resolve("events.ndjson"), EVENTS);
      int exitCode = Main.commandLine().execute("send", events.toString(), "--url", url);
      for (List<String> command : COMMANDS) {
        String[] words =
            Stream.concat(command.stream(), Stream.of("--url", url)).toArray(String[]::new);
        exitCode = Math.max(exitCode, Main.commandLine().execute(words));
      }
      return exitCode;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
