package io.tallystick.benchmarks.micro;

import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.log.LogBatchReader;
import io.tallystick.core.log.LogBatchWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing events as a batch of the log, and reading them back.
 *
 * <pre>./tallystick bench micro LogBatchBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LogBatchBenchmark {

  private static final int SUBJECTS = 100_000;

  private final LogBatchWriter writer = new LogBatchWriter();
  private final LogBatchReader reader = new LogBatchReader();
  private final TextSlice id = new TextSlice();
  private final List<byte[]> encoded = new ArrayList<>();
  private List<List<EventDraft>> events = List.of();
  private int next;

  @Setup
  public void prepare() {
    events = SampleEvents.decoded(SUBJECTS);
    for (List<EventDraft> batch : events) {
      encoded.add(encode(batch));
    }
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public byte[] write() {
    return encode(events.get(next()));
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public long read() {
    reader.read(encoded.get(next()));
    long sum = 0;
    for (int event = 0; event < reader.count(); event++) {
      reader.id(event, id);
      sum += reader.timeMillis(event) + reader.subject(event) + reader.valueUnscaled(event);
      sum += id.length();
    }
    return sum;
  }

  private int next() {
    next = (next + 1) % SampleEvents.BATCHES;
    return next;
  }

  private byte[] encode(List<EventDraft> batch) {
    writer.clear();
    for (int i = 0; i < batch.size(); i++) {
      writer.add(batch.get(i));
    }
    return writer.toByteArray();
  }
}
