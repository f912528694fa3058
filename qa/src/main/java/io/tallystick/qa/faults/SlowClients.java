package io.tallystick.qa.faults;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.load.LoadSettings;
import io.tallystick.qa.process.NodeProcess;
import io.tallystick.qa.process.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens thousands of connections that stall or vanish while others send and ask. */
final class SlowClients implements Scenario {

  private static final int LOAD_ROUNDS = 5;
  private static final int ROUND_MILLIS = 500;
  private static final int SPARE_FILES = 1000;
  private static final long BYTES_PER_CONNECTION_MAX = 24 << 10;

  /** The heap of these nodes, and as much for everything else. */
  private static final long NODE_BYTES_MAX = 2 * (256L << 20);

  private static final long CLOSED_NANOS_MAX = 240_000_000_000L;

  @Override
  public String name() {
    return "clients";
  }

  @Override
  public String goal() {
    return "thousands of stalled, slow and vanishing clients: the others do not notice";
  }

  @Override
  public String run(Trial trial) throws Exception {
    int connections = allowed(trial, trial.extent().connections());
    String[] configuration = Trial.configuration("server: { max-connections: 16000 }");
    try (Load load = new Load(LoadSettings.FAST.withRule(), trial.random());
        NodeProcess node = trial.serve(List.of(), configuration).awaitReady()) {
      send(load, node, "before");
      ProcessUsage before = node.usage();
      long vanished;
      ProcessUsage during;
      try (StalledClients stalled = new StalledClients(node.uri())) {
        stalled.open(connections);
        trial.say("%,d connections stall, each in one of six ways", connections);
        load.start(node);
        for (int round = 0; round < LOAD_ROUNDS; round++) {
          stalled.goOn();
          Thread.sleep(ROUND_MILLIS);
        }
        load.pause();
        load.join(node, "among stalled clients");
        during = node.usage();
        checkRefusals(load);
        load.resend(node);
        load.check(node, "among stalled clients");
        vanished = stalled.vanished();
      }
      checkMemory(during, connections);
      awaitClosed(node, before);
      send(load, node, "after");
      long growth = during.memoryBytes() - before.memoryBytes() >> 20;
      trial.say("exact: %s; memory +%d MiB; connections are closed again", load.summary(), growth);
      return String.format(
          "%,d connections, %,d vanished, memory +%d MiB, %s",
          connections, vanished, growth, load.summary());
    }
  }

  private static void send(Load load, NodeProcess node, String when) throws Exception {
    load.start(node);
    Thread.sleep(ROUND_MILLIS);
    load.pause();
    load.join(node, when);
    load.check(node, when);
  }

  private static void checkRefusals(Load load) {
    long refusals = load.summary().refusals();
    if (refusals != 0) {
      throw new AssertionError(
          refusals + " requests refused (expected: none): " + load.lastRefusal());
    }
  }

  private static void checkMemory(ProcessUsage during, int connections) {
    long max = NODE_BYTES_MAX + connections * BYTES_PER_CONNECTION_MAX;
    if (during.memoryBytes() > max) {
      throw new AssertionError("memory: " + during + " (expected: at most " + max + " bytes)");
    }
  }

  private static void awaitClosed(NodeProcess node, ProcessUsage before)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (node.usage().openFiles() > before.openFiles() + SPARE_FILES / 10) {
      if (System.nanoTime() - begin > CLOSED_NANOS_MAX) {
        throw new AssertionError(
            "open files: " + node.usage() + " (expected: about " + before + ")");
      }
      Thread.sleep(ROUND_MILLIS);
    }
  }

  /** This process and the node hold one end of each connection. */
  private static int allowed(Trial trial, int wanted) throws IOException {
    Path limits = Path.of("/proc/self/limits");
    if (!Files.isReadable(limits)) {
      return wanted;
    }
    String line = Files.readAllLines(limits).stream()
        .filter(one -> one.startsWith("Max open files"))
        .findFirst()
        .orElseThrow();
    String hard = line.trim().split(" {2,}")[2];
    long files = hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
    if (files - SPARE_FILES < wanted) {
      trial.say("%s open files are allowed (ulimit -n): fewer connections", hard);
    }
    return (int) Math.min(wanted, files - SPARE_FILES);
  }
}
