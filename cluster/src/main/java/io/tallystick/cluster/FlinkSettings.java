package io.tallystick.cluster;

import java.util.Map;

/**
 * Sizes of a Flink session cluster.
 *
 * @param taskManagers processes that run the job
 * @param slots of each: the parallelism that it can run
 * @param jobManagerHeapMegabytes heap of the JobManager
 * @param taskHeapMegabytes heap of a TaskManager that the job may use
 * @param managedMegabytes what RocksDB of a TaskManager may use
 * @param more further settings of Flink's configuration file; they win
 */
public record FlinkSettings(
    int taskManagers,
    int slots,
    int jobManagerHeapMegabytes,
    int taskHeapMegabytes,
    int managedMegabytes,
    Map<String, String> more) {

  /** The key for options of the Java VM of all processes, with blanks between. */
  public static final String VM_OPTIONS = "env.java.opts.all";

  public FlinkSettings {
    more = Map.copyOf(more);
  }

  /** One TaskManager with two slots, as small and as soon ready as a demo and tests need it. */
  public static FlinkSettings small() {
    return new FlinkSettings(1, 2, 256, 320, 128, Map.of(VM_OPTIONS, "-XX:TieredStopAtLevel=1"));
  }

  /** The same with that many slots. */
  public FlinkSettings withSlots(int count) {
    return new FlinkSettings(
        taskManagers, count, jobManagerHeapMegabytes, taskHeapMegabytes, managedMegabytes, more);
  }

  /** The same with other further settings. */
  public FlinkSettings withMore(Map<String, String> settings) {
    return new FlinkSettings(
        taskManagers,
        slots,
        jobManagerHeapMegabytes,
        taskHeapMegabytes,
        managedMegabytes,
        settings);
  }
}
