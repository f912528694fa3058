package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Flink session cluster on this machine: a JobManager and TaskManagers. Jobs come and go through
 * {@link #jobs()}.
 *
 * <p>The JobManager keeps nothing: when it is killed, who submitted a job submits it again from its
 * last checkpoint.
 */
public final class FlinkSession implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int FRAMEWORK_HEAP_MEGABYTES = 64;
  private static final int DIRECT_MEGABYTES = 64 + 32 + 64;

  private static final List<String> OPENED = List.of(
      "java.base/java.io",
      "java.base/java.lang",
      "java.base/java.lang.reflect",
      "java.base/java.net",
      "java.base/java.nio",
      "java.base/java.text",
      "java.base/java.time",
      "java.base/java.util",
      "java.base/java.util.concurrent",
      "java.base/java.util.concurrent.atomic",
      "java.base/java.util.concurrent.locks",
      "java.base/sun.nio.ch");

  private final ClusterProcess jobManager;
  private final List<ClusterProcess> taskManagers;
  private final FlinkJobs jobs;

  private FlinkSession(
      ClusterProcess jobManager, List<ClusterProcess> taskManagers, FlinkJobs jobs) {
    this.jobManager = jobManager;
    this.taskManagers = List.copyOf(taskManagers);
    this.jobs = jobs;
  }

  /** Starts a session cluster and waits until all TaskManagers have registered. */
  public static FlinkSession start(Path folder, FlinkSettings settings) {
    FlinkSession session = launch(folder, settings);
    session.awaitReady();
    return session;
  }

  /** Starts it without waiting. */
  public static FlinkSession launch(Path folder, FlinkSettings settings) {
    Path own = folder.toAbsolutePath();
    int rpcPort = FreePorts.next();
    int restPort = FreePorts.next();
    FlinkJobs jobs = new FlinkJobs(URI.create("http://" + HOST + ":" + restPort));
    Path first = own.resolve("flink-jobmanager");
    ClusterProcess jobManager = new ClusterProcess(
        plan(
            "flink-jobmanager",
            first,
            configure(first, "jobmanager", rpcPort, restPort, settings),
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            List.of("-Xmx" + settings.jobManagerHeapMegabytes() + "m", "-XX:MaxMetaspaceSize=256m"),
            settings),
        process -> jobs.taskManagers() >= 0);
    List<ClusterProcess> taskManagers = IntStream.rangeClosed(1, settings.taskManagers())
        .mapToObj(i -> taskManager(own, i, rpcPort, restPort, settings, jobs))
        .toList();
    jobManager.launch();
    taskManagers.forEach(ClusterProcess::launch);
    return new FlinkSession(jobManager, taskManagers, jobs);
  }

  private static ClusterProcess taskManager(
      Path folder, int number, int rpcPort, int restPort, FlinkSettings settings, FlinkJobs jobs) {
    String name = "flink-taskmanager-" + number;
    Path own = folder.resolve(name);
    int heap = FRAMEWORK_HEAP_MEGABYTES + settings.taskHeapMegabytes();
    return new ClusterProcess(
        plan(
            name,
            own,
            configure(own, "taskmanager-" + number, rpcPort, restPort, settings),
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            List.of(
                "-Xms" + heap + "m",
                "-Xmx" + heap + "m",
                "-XX:MaxDirectMemorySize=" + DIRECT_MEGABYTES + "m",
                "-XX:MaxMetaspaceSize=256m"),
            settings),
        process -> process.logOfRun().contains("Successful registration at resource manager"));
  }

  private static ProcessPlan plan(
      String name,
      Path own,
      Path configuration,
      String main,
      List<String> sizes,
      FlinkSettings settings) {
    List<String> options = new ArrayList<>(sizes);
    options.addAll(List.of(
        "-XX:+UseSerialGC",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
        "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=warn"));
    OPENED.forEach(opened -> options.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    // Flink's scripts, which are not used here, would do it
    Stream.of(settings.more().getOrDefault(FlinkSettings.VM_OPTIONS, "").split(" ", -1))
        .filter(option -> !option.isEmpty())
        .forEach(options::add);
    return new ProcessPlan(
        name,
        own,
        Java17.program(),
        options,
        ComponentJars.classPath("flink"),
        main,
        List.of("--configDir", configuration.toString()),
        settings
            .plugins()
            .map(plugins -> Map.of("FLINK_PLUGINS_DIR", plugins.toString()))
            .orElse(Map.of()));
  }

  private static Path configure(
      Path own, String resource, int rpcPort, int restPort, FlinkSettings settings) {
    Map<String, String> lines = new TreeMap<>();
    lines.put("jobmanager.rpc.address", HOST);
    lines.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    lines.put("jobmanager.bind-host", HOST);
    lines.put("rest.address", HOST);
    lines.put("rest.bind-address", HOST);
    lines.put("rest.port", Integer.toString(restPort));
    lines.put("web.upload.dir", own.resolve("upload").toString());
    lines.put("io.tmp.dirs", own.resolve("tmp").toString());
    lines.put("process.working-dir", own.resolve("work").toString());
    lines.put("taskmanager.resource-id", resource);
    lines.put("taskmanager.host", HOST);
    lines.put("taskmanager.bind-host", HOST);
    lines.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
    // what Flink's scripts would compute; required when it is started without them
    lines.put("taskmanager.cpu.cores", Integer.toString(settings.slots()) + ".0");
    lines.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP_MEGABYTES + "mb");
    lines.put("taskmanager.memory.task.heap.size", settings.taskHeapMegabytes() + "mb");
    lines.put("taskmanager.memory.framework.off-heap.size", "64mb");
    lines.put("taskmanager.memory.task.off-heap.size", "32mb");
    lines.put("taskmanager.memory.network.min", "64mb");
    lines.put("taskmanager.memory.network.max", "64mb");
    lines.put("taskmanager.memory.managed.size", settings.managedMegabytes() + "mb");
    lines.put("taskmanager.memory.jvm-metaspace.size", "256mb");
    lines.put("taskmanager.memory.jvm-overhead.min", "64mb");
    lines.put("taskmanager.memory.jvm-overhead.max", "64mb");
    lines.put("jobmanager.memory.process.size", "1000mb");
    lines.put("cluster.registration.error-delay", "500 ms");
    // on a machine that is busy with starting all the others
    lines.put("pekko.startup-timeout", "60 s");
    lines.put("pekko.ask.timeout", "60 s");
    // a TaskManager that is gone is noticed soon
    lines.put("heartbeat.interval", "2 s");
    lines.put("heartbeat.timeout", "12 s");
    lines.putAll(settings.more());
    try {
      Files.createDirectories(own.resolve("upload"));
      Files.createDirectories(own.resolve("tmp"));
      Path folder = Files.createDirectories(own.resolve("conf"));
      Files.writeString(
          folder.resolve("config.yaml"),
          lines.entrySet().stream()
              .map(line -> line.getKey() + ": \"" + line.getValue() + "\"\n")
              .collect(Collectors.joining()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until all TaskManagers have registered. */
  public void awaitReady() {
    jobManager.awaitReady();
    taskManagers.forEach(ClusterProcess::awaitReady);
  }

  /** Jobs are submitted, watched and stopped here. */
  public FlinkJobs jobs() {
    return jobs;
  }

  /** The web interface, which is also the REST interface. */
  public URI address() {
    return jobs.address();
  }

  public ClusterProcess jobManager() {
    return jobManager;
  }

  /** The first of them. */
  public ClusterProcess taskManager() {
    return taskManagers.get(0);
  }

  public List<ClusterProcess> taskManagers() {
    return taskManagers;
  }

  /** All of its processes. */
  public List<ClusterProcess> processes() {
    return Stream.concat(Stream.of(jobManager), taskManagers.stream()).toList();
  }

  /** Stops all processes; jobs end without a savepoint. */
  @Override
  public void close() {
    processes().forEach(ClusterProcess::kill);
  }
}
