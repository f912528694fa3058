package io.tallystick.cluster;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of our own processes, in one role.
 *
 * @param uri where it answers
 */
public record TallystickNode(ClusterProcess process, URI uri) {

  private static final int ANSWER_MILLIS_MAX = 2_000;

  static TallystickNode of(
      String role, int number, LocalClusterPlan plan, Path configuration, List<String> settings) {
    String name = role + "-" + number;
    int port = FreePorts.next();
    URI uri = URI.create("http://127.0.0.1:" + port);
    List<String> options = new ArrayList<>(plan.nodeOptions());
    options.add("-Dfile.encoding=UTF-8");
    options.addAll(NewerJava.options());
    ProcessPlan process = new ProcessPlan(
        name,
        plan.folder().resolve(name),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        options,
        ownClassPath(),
        "io.tallystick.app.Main",
        arguments(role, port, configuration, settings),
        Map.of());
    return new TallystickNode(new ClusterProcess(process, running -> answersReady(uri)), uri);
  }

  private static List<String> arguments(
      String role, int port, Path configuration, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of(
        "serve",
        "--role",
        role,
        "--config",
        configuration.toString(),
        "--port",
        Integer.toString(port)));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private static String ownClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean answersReady(URI uri) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) uri.resolve("/ready").toURL().openConnection();
    connection.setConnectTimeout(ANSWER_MILLIS_MAX);
    connection.setReadTimeout(ANSWER_MILLIS_MAX);
    try {
      return connection.getResponseCode() == 200;
    } finally {
      connection.disconnect();
    }
  }
}
