package io.tallystick.benchmarks.micro;

import io.tallystick.core.deadletter.SumRange;
import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.process.PartitionProcessor;
import io.tallystick.core.rollup.Dimension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that a worker does with an event of the log, without reading and committing: decode the
 * batch, hash, deduplicate, find the series and count. One in a hundred is a duplicate.
 *
 * <p>The batches come round again, each time after their ids have left the window.
 *
 * <pre>./tallystick bench micro ProcessingBenchmark -p subjects=1,100000</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ProcessingBenchmark {

  private static final long WINDOW_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long MEMORY_BYTES_MAX = 1L << 30;
  private static final int BATCHES_A_COMMIT = 1000;

  /** Twice as many as the window holds. */
  @Param("1000")
  public int batches;

  @Param({"1", "100000"})
  public int subjects;

  private final PartitionProcessor processor = new PartitionProcessor(
      0,
      List.of(Dimension.SUBJECT),
      List.of(),
      SumRange.of(1),
      DeduplicationIndex.restore(
          new DeduplicationSettings(WINDOW_MILLIS, MEMORY_BYTES_MAX),
          new NoRunStore(),
          DeduplicationCheckpoint.EMPTY));
  private List<byte[]> encoded = List.of();
  private long next;

  @Setup
  public void prepare() {
    encoded = SampleEvents.logBatches(subjects, batches);
    for (int i = 0; i < batches; i++) {
      process();
    }
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public long process() {
    long arrivalMillis = next * WINDOW_MILLIS / (batches / 2);
    byte[] batch = encoded.get((int) (next % batches));
    processor.begin(
        new EventLog.Entry(processor.offset(), SampleEvents.BATCH, arrivalMillis, batch));
    while (processor.advance(SampleEvents.BATCH)) {
      // the worker looks around here
    }
    next++;
    if (next % BATCHES_A_COMMIT == 0) {
      processor.freeze(next);
    }
    Fates fates = processor.tally().events();
    if (fates.duplicate() > fates.counted() / 50 + SampleEvents.BATCH) {
      throw new IllegalStateException("duplicates: " + fates.duplicate());
    }
    return fates.counted();
  }
}
