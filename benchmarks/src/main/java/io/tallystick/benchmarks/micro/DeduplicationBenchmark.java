package io.tallystick.benchmarks.micro;

import io.tallystick.core.dedup.DeduplicationCheckpoint;
import io.tallystick.core.dedup.DeduplicationIndex;
import io.tallystick.core.dedup.DeduplicationSettings;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.log.EventIdentity;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Asking for ids that are new while a full window of them is remembered, and the hash that comes
 * before. The window is in a steady state: with every id that comes, one expires.
 *
 * <pre>./tallystick bench micro DeduplicationBenchmark -p ids=1000000,10000000</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DeduplicationBenchmark {

  private static final long WINDOW_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long MEMORY_BYTES_MAX = 1L << 30;

  /** What the worker takes at once, or what divides a batch next to it. */
  private static final int SLICE = 250;

  @Param({"1000000", "4000000"})
  public int ids;

  private final DeduplicationIndex index = DeduplicationIndex.restore(
      new DeduplicationSettings(WINDOW_MILLIS, MEMORY_BYTES_MAX),
      new NoRunStore(),
      DeduplicationCheckpoint.EMPTY);
  private final EventIdentity identity = new EventIdentity();
  private List<List<EventDraft>> events = List.of();
  private long seen;

  @SuppressWarnings("unused") // written, so that the reads before it are not optimized away
  private int touched;

  private int next;

  @Setup
  public void fill() {
    events = SampleEvents.decoded(1);
    while (seen < ids) {
      newIds();
    }
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public int newIds() {
    index.beginBatch((long) (seen * (double) WINDOW_MILLIS / ids), seen);
    int fresh = 0;
    int read = 0;
    for (int begin = 0; begin < SampleEvents.BATCH; begin += SLICE) {
      // as the worker does: first touch all, so that the cache misses overlap
      for (int i = 0; i < SLICE; i++) {
        read += index.touch(mix(~(seen + i)));
      }
      for (int i = 0; i < SLICE; i++) {
        long number = seen++;
        if (index.firstSeen(mix(number), mix(~number))) {
          fresh++;
        }
      }
    }
    touched = read;
    if (fresh != SampleEvents.BATCH) {
      throw new IllegalStateException("new: " + fresh + " (expected: " + SampleEvents.BATCH + ")");
    }
    return fresh;
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public long identity() {
    next = (next + 1) % SampleEvents.BATCHES;
    List<EventDraft> batch = events.get(next);
    long sum = 0;
    for (int i = 0; i < SampleEvents.BATCH; i++) {
      EventDraft event = batch.get(i);
      identity.of(event.source(), event.id());
      sum += identity.high() ^ identity.low();
    }
    return sum;
  }

  @TearDown
  public void close() {
    index.close();
  }

  /** A bijection that looks like a hash: the finalizer of SplitMix64. */
  private static long mix(long bits) {
    bits = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ bits >>> 27) * 0x94d049bb133111ebL;
    return bits ^ bits >>> 31;
  }
}
