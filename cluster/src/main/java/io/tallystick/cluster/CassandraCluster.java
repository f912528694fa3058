package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cassandra nodes on 127.0.0.1, 127.0.0.2 and 127.0.0.3, in one datacenter. Needs Java 17, see
 * {@link Java17}.
 */
public final class CassandraCluster implements AutoCloseable {

  private static final int NODES_MAX = 3;
  private static final int CONNECT_MILLIS_MAX = 500;

  private static final List<String> OPENED = List.of(
      "java.base/java.io",
      "java.base/java.lang",
      "java.base/java.lang.module",
      "java.base/java.lang.reflect",
      "java.base/java.math",
      "java.base/java.net",
      "java.base/java.nio",
      "java.base/java.util",
      "java.base/java.util.concurrent",
      "java.base/java.util.concurrent.atomic",
      "java.base/jdk.internal.loader",
      "java.base/jdk.internal.math",
      "java.base/jdk.internal.module",
      "java.base/jdk.internal.ref",
      "java.base/jdk.internal.reflect",
      "java.base/jdk.internal.util.jar",
      "java.base/sun.nio.ch",
      "jdk.management/com.sun.management.internal");

  private static final List<String> EXPORTED = List.of(
      "java.base/java.lang.ref=ALL-UNNAMED",
      "java.base/jdk.internal.misc=ALL-UNNAMED",
      "java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
      "java.rmi/sun.rmi.registry=ALL-UNNAMED",
      "java.rmi/sun.rmi.server=ALL-UNNAMED",
      "java.sql/java.sql=ALL-UNNAMED",
      "jdk.naming.dns/com.sun.jndi.dns=java.naming",
      "jdk.unsupported/sun.misc=ALL-UNNAMED");

  private final List<ClusterProcess> nodes;
  private final List<InetSocketAddress> addresses;

  private CassandraCluster(List<ClusterProcess> nodes, List<InetSocketAddress> addresses) {
    this.nodes = List.copyOf(nodes);
    this.addresses = List.copyOf(addresses);
  }

  /** Starts nodes with their data below {@code folder} and waits until each sees the others. */
  public static CassandraCluster start(Path folder, int nodes) {
    CassandraCluster cluster = launch(folder, nodes);
    cluster.awaitReady();
    return cluster;
  }

  /** Starts them without waiting. */
  public static CassandraCluster launch(Path folder, int count) {
    return launch(folder, count, List.of());
  }

  /**
   * Starts them without waiting.
   *
   * @param more options of the Java VM; they win
   */
  public static CassandraCluster launch(Path folder, int count, List<String> more) {
    if (count < 1 || count > NODES_MAX) {
      throw new IllegalArgumentException("count: " + count + " (expected: 1 to " + NODES_MAX + ")");
    }
    List<String> hosts =
        IntStream.rangeClosed(1, count).mapToObj(i -> "127.0.0." + i).toList();
    int port = FreePorts.next(hosts);
    int storagePort = FreePorts.next(hosts);
    List<ClusterProcess> nodes = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path own = folder.toAbsolutePath().resolve("cassandra-" + (i + 1));
      InetSocketAddress address = new InetSocketAddress(hosts.get(i), port);
      addresses.add(address);
      writeSettings(own, hosts, i, port, storagePort);
      nodes.add(
          new ClusterProcess(plan(own, i + 1, more), process -> isReady(process, address, hosts)));
    }
    nodes.forEach(ClusterProcess::launch);
    return new CassandraCluster(nodes, addresses);
  }

  private static void writeSettings(
      Path own, List<String> hosts, int index, int port, int storagePort) {
    String yaml = """
        cluster_name: tallystick
        num_tokens: 8
        auto_bootstrap: false
        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
        # all are seeds: any of them starts alone, in any order
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters:
              - seeds: "%1$s"
        listen_address: %2$s
        rpc_address: %2$s
        native_transport_port: %3$d
        storage_port: %4$d
        endpoint_snitch: SimpleSnitch
        # a write is in the file, and synced, before it is acknowledged
        commitlog_sync: group
        commitlog_sync_group_window: 5ms
        data_file_directories: [ "%5$s/data" ]
        commitlog_directory: "%5$s/commitlog"
        saved_caches_directory: "%5$s/saved_caches"
        hints_directory: "%5$s/hints"
        cdc_raw_directory: "%5$s/cdc_raw"
        concurrent_reads: 8
        concurrent_writes: 8
        memtable_heap_space: 64MiB
        memtable_offheap_space: 64MiB
        file_cache_size: 32MiB
        commitlog_segment_size: 8MiB
        commitlog_total_space: 256MiB
        disk_optimization_strategy: ssd
        sstable:
          selected_format: bti
        storage_compatibility_mode: NONE
        """.formatted(String.join(",", hosts), hosts.get(index), port, storagePort, own);
    String logging = """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%date{HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="out"/></root>
        </configuration>
        """;
    try {
      Path settings = Files.createDirectories(own.resolve("conf"));
      Files.writeString(settings.resolve("cassandra.yaml"), yaml);
      Files.writeString(settings.resolve("logback.xml"), logging);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessPlan plan(Path own, int number, List<String> more) {
    List<String> options = new ArrayList<>(List.of(
        "-Xms256m",
        "-Xmx512m",
        "-Xss256k",
        "-XX:MaxDirectMemorySize=192m",
        "-XX:+UseSerialGC",
        // starts in 5 s instead of 35 s: nothing here is worth the optimising compiler
        "-XX:TieredStopAtLevel=1",
        "-javaagent:" + ComponentJars.jar("cassandra", "jamm-"),
        "-Djdk.attach.allowAttachSelf=true",
        "-Djava.net.preferIPv4Stack=true",
        "-Dcassandra.storagedir=" + own,
        "-Dcassandra.logdir=" + own,
        "-Dcassandra-foreground=yes",
        "-Dcassandra.jmx.local.port=" + FreePorts.next(),
        // all nodes are on this machine and start together: there is nobody to wait for
        "-Dcassandra.ring_delay_ms=1000",
        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
        "-Dcassandra.superuser_setup_delay_ms=0",
        "-Dcassandra.load_ring_state=false",
        // what each start would measure again, in a second of processor time
        "-Dcassandra.memtable.row_overhead_size=180"));
    OPENED.forEach(name -> options.add("--add-opens=" + name + "=ALL-UNNAMED"));
    EXPORTED.forEach(name -> options.add("--add-exports=" + name));
    options.addAll(more);
    return new ProcessPlan(
        "cassandra-" + number,
        own,
        Java17.program(),
        options,
        ComponentJars.classPath("cassandra", own.resolve("conf")),
        "org.apache.cassandra.service.CassandraDaemon",
        List.of(),
        Map.of());
  }

  /* It takes requests, and knows the others: only then has a statement all its replicas. */
  private static boolean isReady(
      ClusterProcess process, InetSocketAddress address, List<String> hosts) throws IOException {
    String log = process.logOfRun();
    if (!log.contains("Startup complete")) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS_MAX);
    }
    return hosts.stream()
        .filter(host -> !host.equals(address.getHostString()))
        .allMatch(host -> log.contains("/" + host + ":")
            && log.lines()
                .anyMatch(line -> line.contains("/" + host + ":") && line.contains("is now UP")));
  }

  /** Waits until all nodes answer and see each other. */
  public void awaitReady() {
    nodes.forEach(ClusterProcess::awaitReady);
  }

  /** Where clients connect: {@code 127.0.0.1:9042,127.0.0.2:9042}. */
  public String contactPoints() {
    return addresses.stream()
        .map(address -> address.getHostString() + ":" + address.getPort())
        .collect(Collectors.joining(","));
  }

  /** The name of the only datacenter. */
  public String datacenter() {
    return "datacenter1";
  }

  /** In the order of their addresses. */
  public List<ClusterProcess> nodes() {
    return nodes;
  }

  /** Stops all nodes. */
  @Override
  public void close() {
    // draining takes seconds and only spares the next start the reading of the commit log
    nodes.forEach(ClusterProcess::kill);
  }
}
