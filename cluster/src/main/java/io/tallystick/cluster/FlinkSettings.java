package io.tallystick.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sizes of a Flink session cluster.
 *
 * @param taskManagers processes that run the job
 * @param slots of each: the parallelism that it can run
 * @param jobManagerHeapMegabytes heap of the JobManager
 * @param taskHeapMegabytes heap of a TaskManager that the job may use
 * @param managedMegabytes what RocksDB of a TaskManager may use
 * @param plugins Flink's folder of plugins; empty: none
 * @param more further settings of Flink's configuration file; they win
 */
public record FlinkSettings(
    int taskManagers,
    int slots,
    int jobManagerHeapMegabytes,
    int taskHeapMegabytes,
    int managedMegabytes,
    Optional<Path> plugins,
    Map<String, String> more) {

  /** The key for options of the Java VM of all processes, with blanks between. */
  public static final String VM_OPTIONS = "env.java.opts.all";

  public FlinkSettings {
    more = Map.copyOf(more);
  }

  /** One TaskManager with two slots, as small and as soon ready as a demo and tests need it. */
  public static FlinkSettings small() {
    return new FlinkSettings(
        1, 2, 256, 320, 128, Optional.empty(), Map.of(VM_OPTIONS, "-XX:TieredStopAtLevel=1"));
  }

  /** The same with that many slots. */
  public FlinkSettings withSlots(int count) {
    return new FlinkSettings(
        taskManagers,
        count,
        jobManagerHeapMegabytes,
        taskHeapMegabytes,
        managedMegabytes,
        plugins,
        more);
  }

  /** The same with other further settings. */
  public FlinkSettings withMore(Map<String, String> settings) {
    return new FlinkSettings(
        taskManagers,
        slots,
        jobManagerHeapMegabytes,
        taskHeapMegabytes,
        managedMegabytes,
        plugins,
        settings);
  }

  /** The same with access to a server that speaks S3; needs {@code components/flink-s3}. */
  public FlinkSettings withS3(S3Server server) {
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(server.flinkSettings());
    return new FlinkSettings(
        taskManagers,
        slots,
        jobManagerHeapMegabytes,
        taskHeapMegabytes,
        managedMegabytes,
        Optional.of(ComponentJars.folder("flink-s3").resolve("native")),
        settings);
  }
}
