package io.tallystick.app.demo;

import static io.tallystick.app.demo.DemoScreen.number;

import io.tallystick.app.Node;
import io.tallystick.app.demo.NodeClient.Leader;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the demo, from an empty data directory to checked answers. */
final class Demo {

  private static final int PORT_DEFAULT = 8080;
  private static final int LIVE_LEADERS = 5;
  private static final long READY_SECONDS_MAX = 30;

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
          .formatted(address, elapsed(startNanos), directory.data()));
      NodeClient client = new NodeClient(address);
      int wrong = replayAndCheck(client);
      showNextSteps(address);
      if (!exit) {
        awaitStop(node);
      }
      return wrong == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }
  }

  private int replayAndCheck(NodeClient client) throws IOException {
    DemoAnswers right = DemoAnswers.load();
    List<RecordedDay.Slice> day = RecordedDay.slices();
    screen.line("  replaying the %s edits of 2015-09-12 through POST /v1/events"
        .formatted(number(right.number("edits"))));
    screen.line("");
    long replayNanos = System.nanoTime();
    long sent = replay(client, day);
    String replayTime = elapsed(replayNanos);

    showLeaders(client, right, replayTime);
    screen.title("Checked against the exact answers");
    DemoChecks checks = new DemoChecks(client, right, screen);
    checks.ledger(sent);
    checks.totals();
    checks.leaders();
    checks.seriesAndCombination();
    for (RecordedDay.Slice slice : day) {
      sent += client.send(slice.events());
    }
    client.awaitCounted(sent);
    screen.line("  and after sending the whole day once more:");
    checks.ledger(sent);
    checks.totals();
    String verdict = checks.wrong() == 0
        ? "all %d answers are exact".formatted(checks.checks())
        : "%d of %d answers are wrong".formatted(checks.wrong(), checks.checks());
    screen.line("");
    screen.line("  " + verdict + "; " + elapsed(startNanos) + " in all");
    return checks.wrong();
  }

  /** Sends the day slice by slice; returns how many edits, when all of them are counted. */
  private long replay(NodeClient client, List<RecordedDay.Slice> day) throws IOException {
    long sent = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < day.size(); i++) {
      RecordedDay.Slice slice = day.get(i);
      sent += client.send(slice.events());
      if (i == day.size() - 1) {
        client.awaitCounted(sent);
      }
      screen.progress(
          slice.end(),
          sent,
          client.top("subject", "count", LIVE_LEADERS),
          client.top("wiki", "count", LIVE_LEADERS));
      sleepUntil(begin + TimeUnit.SECONDS.toNanos(replaySeconds) * (i + 1) / day.size());
    }
    screen.endOfProgress();
    return sent;
  }

  private void showLeaders(NodeClient client, DemoAnswers right, String replayTime)
      throws IOException {
    screen.title("%s edits, %s characters added, in %s wikis, replayed in %s"
        .formatted(
            number(right.number("edits")),
            number(right.number("added")),
            number(right.number("wikis")),
            replayTime));
    show("edits", "pages with the most edits", client.top("subject", "count", LIVE_LEADERS));
    show("added", "pages with the most characters added", client.top("subject", "sum", 5));
    show("edits", "wikis with the most edits", client.top("wiki", "count", LIVE_LEADERS));
  }

  private void show(String unit, String heading, List<Leader> leaders) {
    screen.line("");
    screen.line("  %9s  %s".formatted(unit, heading));
    for (Leader leader : leaders) {
      screen.line("  %9s  %s".formatted(number(leader.number()), leader.name()));
    }
  }

  private void showNextSteps(String address) {
    if (exit) {
      return;
    }
    screen.title("Try it");
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
                new FlagValue("demo", "dimensions", "[wiki, country, [wiki, country]]")))
        .configuration());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (node.status().state() == NodeStatus.State.STARTING && System.nanoTime() < deadline) {
      sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5));
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

  private static void sleepUntil(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String elapsed(long sinceNanos) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
  }
}
