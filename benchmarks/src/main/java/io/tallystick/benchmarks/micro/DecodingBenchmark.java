package io.tallystick.benchmarks.micro;

import io.tallystick.benchmarks.load.Workload;
import io.tallystick.core.event.EventLimits;
import io.tallystick.protocol.event.EventDecoder;
import io.tallystick.protocol.event.EventForm;
import io.tallystick.protocol.event.RequestHeaders;
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
 * Reading the events of a request body.
 *
 * <pre>./tallystick bench micro DecodingBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecodingBenchmark {

  private static final int SUBJECTS = 100_000;

  private final EventDecoder decoder = new EventDecoder(EventLimits.DEFAULT);
  private List<byte[]> json = List.of();
  private List<byte[]> protobuf = List.of();
  private int next;
  private long sum;

  @Setup
  public void prepare() {
    json = SampleEvents.bodies(Workload.Format.JSON, SUBJECTS);
    protobuf = SampleEvents.bodies(Workload.Format.PROTOBUF, SUBJECTS);
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public long json() {
    return decode(EventForm.JSON, json.get(next()));
  }

  @Benchmark
  @OperationsPerInvocation(SampleEvents.BATCH)
  public long protobuf() {
    return decode(EventForm.PROTOBUF, protobuf.get(next()));
  }

  private int next() {
    next = (next + 1) % SampleEvents.BATCHES;
    return next;
  }

  private long decode(EventForm form, byte[] body) {
    sum = 0;
    int accepted = decoder
        .decode(form, body, 0, body.length, RequestHeaders.NONE, draft -> {
          sum += draft.timeMillis() + draft.subject().length() + draft.id().length();
          return null;
        })
        .accepted();
    if (accepted != SampleEvents.BATCH) {
      throw new IllegalStateException("accepted: " + accepted);
    }
    return sum;
  }
}
