package io.tallystick.benchmarks.micro;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.PendingRollups;
import io.tallystick.core.rollup.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Counting an event in memory: finding its series by the bytes of its key, and adding its value to
 * the current minute.
 *
 * <pre>./tallystick bench micro AggregationBenchmark -p subjects=1,1000000</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AggregationBenchmark {

  private static final int MINUTE = 29_700_000;

  @Param({"1", "100000"})
  public int subjects;

  private final List<byte[][]> keys = new ArrayList<>();
  private PendingRollups rollups = new PendingRollups(0);
  private int prefixLength;
  private int next;

  @Setup
  public void prepare() {
    for (List<EventDraft> batch : SampleEvents.decoded(subjects)) {
      byte[][] batchKeys = new byte[batch.size()][];
      for (int i = 0; i < batchKeys.length; i++) {
        EventDraft event = batch.get(i);
        SeriesKey key = SeriesKey.of(
            event.type().toString(), Dimension.SUBJECT, List.of(event.subject().toString()));
        batchKeys[i] = key.toByteArray();
        prefixLength = key.prefixLength();
      }
      keys.add(batchKeys);
    }
  }

  /** A node begins anew with every commit. */
  @Setup(Level.Iteration)
  public void begin() {
    rollups = new PendingRollups(subjects);
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public int count() {
    next = (next + 1) % SampleEvents.BATCHES;
    for (byte[] key : keys.get(next)) {
      int series = rollups.series(key, key.length, prefixLength);
      rollups.add(series, MINUTE, 1, 0);
    }
    return rollups.cellCount();
  }
}
