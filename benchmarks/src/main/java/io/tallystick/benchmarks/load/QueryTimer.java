package io.tallystick.benchmarks.load;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * How long the answers to one kind of question took, in microseconds.
 *
 * @param serverMicros as the server says in its Server-Timing header
 * @param clientMicros from the first byte sent to the last byte read
 */
public record QueryTimer(Histogram serverMicros, Histogram clientMicros) {

  private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(2);
  private static final Pattern TOTAL = Pattern.compile("total;dur=([0-9.]+)");

  private QueryTimer() {
    this(new Histogram(MICROS_MAX, 3), new Histogram(MICROS_MAX, 3));
  }

  /** Asks one question after the other over one connection. Single-threaded. */
  public static final class Asker implements AutoCloseable {

    /* Asks for subjects as often as they occur, because that is what people look at. */

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A node gives the same top list again for a tenth of a second; here each one is made. */
    private static final long TOP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(110);

    private final HttpConnection connection;
    private final Workload workload;
    private final Zipf zipf;
    private final SplittableRandom random;

    public Asker(int port, Workload workload) throws IOException {
      this.workload = workload;
      connection = new HttpConnection(port);
      zipf = new Zipf(workload.subjects(), workload.zipf());
      random = new SplittableRandom(workload.seed());
    }

    /**
     * The total of one subject.
     *
     * @param before how many are asked before, which are not measured
     */
    public QueryTimer total(int before, int queries) throws IOException {
      return ask(before, queries, PAUSE_NANOS, () -> stats() + "&function=count");
    }

    /** The last 24 hours of one subject, minute by minute; as {@link #total}. */
    public QueryTimer minutes(int before, int queries) throws IOException {
      return ask(before, queries, PAUSE_NANOS, () -> {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        return stats() + "&function=count&granularity=minute&start=" + end.minus(1, ChronoUnit.DAYS)
            + "&end=" + end;
      });
    }

    /** The ten subjects with the highest counts of all time. */
    public QueryTimer top(int queries) throws IOException {
      return ask(
          queries,
          queries,
          TOP_PAUSE_NANOS,
          () -> "/v1/top?type=" + Workload.TYPE + "&function=count&k=10");
    }

    private String stats() {
      int subject = workload.hot() ? 0 : zipf.next(random);
      return "/v1/stats?type=" + Workload.TYPE + "&subject=" + Workload.subject(subject);
    }

    /* Some questions come first, unmeasured, so that the code is compiled. */
    private QueryTimer ask(int before, int queries, long pauseNanos, Supplier<String> question)
        throws IOException {
      QueryTimer timer = new QueryTimer();
      for (int i = -before; i < queries; i++) {
        String path = question.get();
        long begin = System.nanoTime();
        int status = connection.get(path);
        long nanos = System.nanoTime() - begin;
        if (status != 200) {
          throw new IOException(path + ": " + status + " " + connection.body());
        }
        if (i >= 0) {
          timer.clientMicros.recordValue(nanos / 1000);
          timer.serverMicros.recordValue(serverMicros());
        }
        LockSupport.parkNanos(pauseNanos);
      }
      return timer;
    }

    private long serverMicros() throws IOException {
      String timing = connection.header("server-timing");
      Matcher matcher = TOTAL.matcher(timing == null ? "" : timing);
      if (!matcher.find()) {
        throw new IOException("server-timing: " + timing + " (expected: total;dur=MILLIS)");
      }
      return (long) Math.ceil(Double.parseDouble(matcher.group(1)) * 1000);
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
