package io.tallystick.app.demo;

import io.tallystick.app.Node;
import io.tallystick.cli.ExitCode;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.configuration.FlagValue;
import io.tallystick.core.node.NodeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the demo, from an empty data directory to checked answers. */
final class Demo {

  private static final int PORT_DEFAULT = 8080;
  private static final long READY_SECONDS_MAX = 120;

  private final DemoScreen screen;
  private final @Nullable Integer portWanted;
  private final @Nullable Path dataWanted;
  private final int replaySeconds;
  private final boolean exit;
  private final long startNanos = System.nanoTime();

  /**
   * A demo that has not begun.
   *
   * @param portWanted null: the usual one if it is free, or any
   * @param dataWanted null: one in the temporary directory
   * @param replaySeconds how long the replay takes at least
   * @param exit whether to end after the checks
   */
  Demo(
      DemoScreen screen,
      @Nullable Integer portWanted,
      @Nullable Path dataWanted,
      int replaySeconds,
      boolean exit) {
    this.screen = screen;
    this.portWanted = portWanted;
    this.dataWanted = dataWanted;
    this.replaySeconds = replaySeconds;
    this.exit = exit;
  }

  /** Returns the exit code of the process. */
  int run() throws IOException {
    screen.title("A day of Wikipedia, counted exactly");
    int port = choosePort();
    try (DemoDirectory directory =
            dataWanted == null ? DemoDirectory.temporary() : DemoDirectory.at(dataWanted);
        Node node = startNode(port, directory.data())) {
      String address = "http://localhost:" + node.port();
      screen.line("  a node is ready at %s after %s, data in %s"
          .formatted(address, DemoReplay.elapsed(startNanos), directory.data()));
      int wrong = new DemoReplay(screen, address, address, replaySeconds, startNanos).run();
      showNextSteps(address);
      if (!exit) {
        awaitStop(node);
      }
      return wrong == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }
  }

  private void showNextSteps(String address) {
    if (exit) {
      return;
    }
    screen.title("Try it");
    screen.line("  " + address + "/  shows what was counted, and moves while you send more");
    screen.line("  curl '" + address + "/v1/top?type=edit&dimension=country&function=count&k=3'");
    screen.line(
        "  curl '" + address + "/v1/stats?type=edit&subject=Jeremy%20Corbyn&function=count,sum'");
    screen.line("  " + address + "/docs  explains every call and lets you try it");
    screen.line("");
    screen.line("  The node keeps serving; Ctrl-C stops it.");
  }

  private int choosePort() throws IOException {
    if (portWanted != null) {
      return portWanted;
    }
    if (isFree(PORT_DEFAULT)) {
      return PORT_DEFAULT;
    }
    screen.line("  port " + PORT_DEFAULT + " is taken, so another one is used");
    return 0;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The demo's own configuration: no file and no environment changes what it shows. */
  private static Node startNode(int port, Path data) throws IOException {
    Node node = Node.start(ConfigurationLoader.load(
        data,
        null,
        Map.of(),
        List.of(
            new FlagValue("--port", "server.port", Integer.toString(port)),
            new FlagValue("--data", "data.directory", data.toString()),
            new FlagValue("demo", "dimensions", DemoReplay.DIMENSIONS))));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (node.status().state() == NodeStatus.State.STARTING && System.nanoTime() < deadline) {
      DemoReplay.sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5));
    }
    if (node.status().state() != NodeStatus.State.READY) {
      String failure = node.status().failure();
      node.close();
      throw new IOException("the node did not get ready: " + failure);
    }
    return node;
  }

  private static void awaitStop(Node node) {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
