package io.tallystick.benchmarks.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Request bodies as the load generator sends them, for benchmarks that need no network. */
public final class SampleBodies {

  private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
  private static final long SPREAD_MILLIS = 1000;

  private SampleBodies() {}

  /** The first {@code count} bodies of the workload, the same every time. */
  public static List<byte[]> of(Workload workload, int count) {
    BatchTemplate template = BatchTemplate.of(workload, "127.0.0.1:8080");
    Zipf zipf = new Zipf(workload.subjects(), workload.zipf());
    EventStream stream = new EventStream(workload, zipf, 0, 1);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stream.fill(template, NOW, SPREAD_MILLIS);
      byte[] request = template.request();
      bodies.add(Arrays.copyOfRange(request, template.bodyAt(), request.length));
    }
    return bodies;
  }
}
