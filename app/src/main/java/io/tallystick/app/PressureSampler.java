package io.tallystick.app;

import io.tallystick.core.node.AdmissionGuard;
import io.tallystick.core.node.AdmissionGuard.Limits;
import io.tallystick.core.node.AdmissionGuard.Sample;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import io.tallystick.embedded.engine.ReopeningEngine;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures some times a second what presses on a node, and tells the guard. */
final class PressureSampler implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(PressureSampler.class);
  private static final long EVERY_MILLIS = 200;

  private final ReopeningEngine engine;
  private final AdmissionGuard guard;
  private final HeapUse heap;
  private final ScheduledExecutorService thread;
  private boolean refusing;

  private PressureSampler(ReopeningEngine engine, HeapUse heap, Limits limits) {
    this.engine = engine;
    this.heap = heap;
    guard = new AdmissionGuard(limits);
    thread = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread sampler = new Thread(task, "pressure-sampler");
      sampler.setDaemon(true);
      return sampler;
    });
  }

  /** Takes the first sample, and further ones until it is closed. */
  static PressureSampler start(ReopeningEngine engine, long lagEventsMax, long deadLettersMax) {
    HeapUse heap = new HeapUse();
    PressureSampler sampler = new PressureSampler(
        engine,
        heap,
        new Limits(engine.freeBytesMin(), lagEventsMax, heap.bytesMax(), deadLettersMax));
    sampler.sample();
    sampler.thread.scheduleWithFixedDelay(
        sampler::sample, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return sampler;
  }

  AdmissionGuard guard() {
    return guard;
  }

  private void sample() {
    try {
      guard.sample(new Sample(
          engine.isStorageFailing(), freeBytes(), lagEvents(), heap.bytesInUse(), deadLetters()));
      report();
    } catch (RuntimeException e) {
      LOGGER.warn(
          "{}",
          Notice.of("pressure-unknown", "pressure: not measured").did("the last measures stay"),
          e);
    }
  }

  private void report() {
    var refusal = guard.refusal();
    if (refusal != null && !refusing) {
      LOGGER.warn(
          "{}",
          Notice.of("events-refused", "events are refused: " + refusal.message())
              .did("questions are answered, clients are told when to try again")
              .advice("see pressures in /v1/status, and docs/operating/capacity.md")
              .with("code", refusal.code().code()));
    } else if (refusal == null && refusing) {
      LOGGER.info("{}", Notice.of("events-taken", "events are taken again"));
    }
    refusing = refusal != null;
    heap.relieve(refusing);
  }

  /** A disk that cannot be asked is not full for that reason; writes tell what is wrong with it. */
  private long freeBytes() {
    try {
      return engine.disk().freeBytes();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private long deadLetters() {
    return engine.partitions().stream()
        .mapToLong(NodeStatus.Partition::openDeadLetters)
        .sum();
  }

  private long lagEvents() {
    long lag = 0;
    for (NodeStatus.Partition partition : engine.partitions()) {
      lag += Math.max(0, partition.logEnd() - partition.processedOffset());
    }
    return lag;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
