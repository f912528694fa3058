package io.tallystick.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a job is started.
 *
 * @param mainClass of the jar
 * @param restoreFrom the savepoint or checkpoint that it goes on from
 * @param configuration settings of Flink for this job only
 */
public record FlinkSubmission(
    String mainClass,
    List<String> arguments,
    int parallelism,
    Optional<String> restoreFrom,
    Map<String, String> configuration) {

  public FlinkSubmission {
    arguments = List.copyOf(arguments);
    configuration = Map.copyOf(configuration);
  }

  /** A job that begins anew. */
  public static FlinkSubmission of(String mainClass, List<String> arguments, int parallelism) {
    return new FlinkSubmission(mainClass, arguments, parallelism, Optional.empty(), Map.of());
  }

  /** The same job, going on from a savepoint or checkpoint. */
  public FlinkSubmission restoring(String path) {
    return new FlinkSubmission(mainClass, arguments, parallelism, Optional.of(path), configuration);
  }

  /** The same job with another parallelism. */
  public FlinkSubmission withParallelism(int count) {
    return new FlinkSubmission(mainClass, arguments, count, restoreFrom, configuration);
  }
}
