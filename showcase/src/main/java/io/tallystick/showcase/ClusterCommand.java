package io.tallystick.showcase;

import io.tallystick.app.demo.DemoReplay;
import io.tallystick.cluster.ClusterProcess;
import io.tallystick.cluster.Java17;
import io.tallystick.cluster.LocalCluster;
import io.tallystick.cluster.LocalClusterPlan;
import io.tallystick.cluster.TallystickNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a cluster, runs the demo through it, checks the answers, and keeps it running. */
@Command(
    name = "tallystick cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Starts Kafka, Flink with the counting job, Cassandra, two ingest and two query processes on"
          + " this machine, replays a day of Wikipedia edits through them, checks the answers, and"
          + " keeps running until Ctrl-C.",
      "",
      "The engines run on Java 17, whatever Java runs the rest: it is looked for in the usual"
          + " places, or " + Java17.ENVIRONMENT + " names its folder.",
      "",
      "Exit code 1 says that an answer was wrong or something did not start, 2 that there is no"
          + " Java 17 or an option is wrong.",
    })
final class ClusterCommand implements Callable<Integer> {

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Kafka brokers and Cassandra nodes: 1 or 3. With 3, everything has three"
          + " replicas. Default: ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(names = "--exit", description = "End after the checks.")
  private boolean exit;

  @Option(
      names = "--keep-data",
      description = "Leave data, logs and configuration in the folder at the end, to look at. They"
          + " also stay when something went wrong.")
  private boolean keepData;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "A new or empty folder for data and logs. Default: one in the temporary" + " folder.")
  private @Nullable Path given;

  @Spec
  private CommandSpec spec;

  private volatile boolean isRight;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final long begin = System.nanoTime();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (nodes != 1 && nodes != 3) {
      throw new ParameterException(spec.commandLine(), "--nodes: " + nodes + " (expected: 1 or 3)");
    }
    try {
      Java17.program();
    } catch (IllegalStateException e) {
      spec.commandLine().getErr().println("tallystick: " + e.getMessage());
      return 2;
    }
    Path folder = folder();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder), "end-cluster"));
    say("starting " + (nodes == 1 ? "one broker and one Cassandra node" : "three of each")
        + ", logs and data in " + folder);
    LocalCluster cluster = LocalCluster.start(
        LocalClusterPlan.small(folder, List.of("dimensions: " + DemoReplay.DIMENSIONS))
            .withNodes(nodes),
        this::say);
    say("the cluster is ready");
    TallystickNode ingest = cluster.ingests().get(0);
    TallystickNode query = cluster.queries().get(0);
    int wrong = new DemoReplay(ingest.uri().toString(), query.uri().toString(), 0).run();
    isRight = wrong == 0;
    report(cluster);
    if (!exit) {
      showAddresses(cluster);
      new CountDownLatch(1).await();
    }
    return wrong == 0 ? 0 : 1;
  }

  private Path folder() throws IOException {
    if (given == null) {
      return Files.createTempDirectory("tallystick-cluster");
    }
    Files.createDirectories(given);
    try (Stream<Path> files = Files.list(given)) {
      if (files.findAny().isPresent()) {
        throw new ParameterException(
            spec.commandLine(), "--dir: " + given + " has files in it (expected: an empty folder)");
      }
    }
    return given.toRealPath();
  }

  private void say(String step) {
    out.printf(Locale.ROOT, "  %5.1f s  %s%n", (System.nanoTime() - begin) / 1e9, step);
  }

  private void report(LocalCluster cluster) {
    out.printf("%n%-22s %8s %10s%n", "process", "MB", "CPU s");
    long bytes = 0;
    double cpu = 0;
    for (ClusterProcess process : cluster.processes()) {
      row(process.name(), process.residentBytes(), process.cpuSeconds());
      bytes += process.residentBytes();
      cpu += process.cpuSeconds();
    }
    row("all", bytes, cpu);
  }

  private void row(String name, long bytes, double cpu) {
    out.printf(Locale.ROOT, "%-22s %,8d %10.1f%n", name, bytes >> 20, cpu);
  }

  private void showAddresses(LocalCluster cluster) {
    out.printf("%nIt keeps running; Ctrl-C stops it.%n");
    out.printf("  send events to   %s%n", addresses(cluster.ingests()));
    out.printf("  ask              %s%n", addresses(cluster.queries()));
    out.printf("  Flink            %s%n", cluster.flink().address());
    out.printf("  Kafka            %s%n", cluster.kafka().bootstrapServers());
    out.printf("  Cassandra        %s%n", cluster.cassandra().contactPoints());
    out.printf("  logs and data    %s%n", cluster.configuration().getParent());
    out.printf(
        "%n  curl '%s/v1/top?type=edit&dimension=country&function=count&k=3'%n",
        cluster.queries().get(0).uri());
  }

  private static String addresses(List<TallystickNode> nodes) {
    return nodes.stream().map(node -> node.uri().toString()).collect(Collectors.joining("  "));
  }

  /* Also after Ctrl-C in the middle of the start, or when something did not start. */
  private void end(Path folder) {
    ClusterProcess.killAll();
    if (keepData || !isRight) {
      out.println("Data and logs are kept in " + folder);
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      out.println("Not deleted: " + folder + ": " + e.getMessage());
    }
  }
}
