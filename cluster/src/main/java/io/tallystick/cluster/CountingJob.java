package io.tallystick.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The job that counts, on the Flink session of a local cluster. */
public final class CountingJob {

  private static final String MAIN_CLASS = "io.tallystick.flink.CountingJob";

  private final FlinkJobs jobs;
  private final Path configuration;
  private final LocalClusterPlan plan;
  private int parallelism;
  private String id = "";

  CountingJob(FlinkJobs jobs, Path configuration, LocalClusterPlan plan) {
    this.jobs = jobs;
    this.configuration = configuration;
    this.plan = plan;
    this.parallelism = plan.parallelism();
  }

  static Path checkpoints(LocalClusterPlan plan) {
    return plan.folder().resolve("checkpoints");
  }

  /** By which Flink knows it. */
  public String id() {
    return id;
  }

  /** How many subtasks each step of it has. */
  public int parallelism() {
    return parallelism;
  }

  /** Waits until all of its tasks run. */
  public void awaitRunning() {
    jobs.awaitRunning(id);
  }

  /** How many times Flink has started it again since it was submitted last. */
  public int restarts() {
    return jobs.restarts(id);
  }

  /** The jar with everything that Flink does not have. */
  static Path jar() {
    Path jar =
        ComponentJars.root().resolve("flink").resolve("target").resolve("tallystick-flink-job.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + ": missing (expected: the job, which ./mvnw -pl flink -am package builds)");
    }
    return jar;
  }

  /** Submits it for the first time, and waits until it runs. */
  void start() {
    submit(Optional.empty());
  }

  /** Submits it again from its last checkpoint, after the JobManager has forgotten it. */
  public void startAgain() {
    submit(FlinkJobs.latestCheckpoint(checkpoints(plan)));
  }

  /** Makes a savepoint, stops, and starts again from it with another parallelism. */
  public void rescale(int count) {
    String savepoint = jobs.stopWithSavepoint(id, plan.folder().resolve("savepoints"));
    parallelism = count;
    submit(Optional.of(savepoint));
  }

  private void submit(Optional<String> from) {
    FlinkSubmission submission =
        FlinkSubmission.of(MAIN_CLASS, List.of("--config", configuration.toString()), parallelism);
    id = jobs.submit(jobs.upload(jar()), from.map(submission::restoring).orElse(submission));
    jobs.awaitRunning(id);
  }
}
