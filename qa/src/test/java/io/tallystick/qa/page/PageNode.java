package io.tallystick.qa.page;

import io.tallystick.app.Node;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.core.node.NodeStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node in this process that can be stopped and started again on the same port. */
final class PageNode implements AutoCloseable {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path folder;
  private int port;
  private Node node;

  PageNode(Path folder, List<String> configuration) throws IOException, InterruptedException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.write(folder.resolve("tallystick.yaml"), configuration);
    this.node = start();
    this.port = node.port();
  }

  private Node start() throws InterruptedException {
    Node started = Node.start(ConfigurationLoader.load(
        folder,
        folder.resolve("tallystick.yaml"),
        Map.of(),
        List.of(
            new FlagValue("--port", "server.port", Integer.toString(port)),
            new FlagValue("--data", "data.directory", folder.resolve("data").toString()))));
    while (started.status().state() == NodeStatus.State.STARTING) {
      Thread.sleep(10);
    }
    return started;
  }

  void stop() {
    node.close();
  }

  void startAgain() throws InterruptedException {
    node = start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  String get(String path) throws IOException, InterruptedException {
    return get(uri(path));
  }

  /** What any node answers. */
  static String get(URI address) throws IOException, InterruptedException {
    return CLIENT
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  void send(String event) throws IOException, InterruptedException {
    CLIENT.send(
        HttpRequest.newBuilder(uri("/v1/events"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  @Override
  public void close() {
    node.close();
  }
}
