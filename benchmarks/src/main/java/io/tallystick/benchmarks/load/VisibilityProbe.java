package io.tallystick.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long after its acknowledgement an event is seen in the answers: sends single events,
 * each of its own subject, and asks for the count until it is 1.
 *
 * <p>The time is from the acknowledgement to the arrival of the first answer that shows the event,
 * so it holds one request and up to one {@link #POLL_MILLIS} too much. Used by the thread that made
 * it; runs a thread of its own.
 */
public final class VisibilityProbe implements AutoCloseable {

  /** Pause between two questions. */
  public static final int POLL_MILLIS = 2;

  /** The type of the events, so that they are apart from the load. */
  public static final String TYPE = "probe";

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final HttpConnection connection;
  private final Histogram visibleMicros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
  private final Thread thread;
  private final int first;
  private int sent;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  /**
   * @param first number of the first event; every number may be used once in a node's life
   */
  public VisibilityProbe(int port, int first) throws IOException {
    this.first = first;
    connection = new HttpConnection(port);
    thread = new Thread(this::run, "visibility-probe");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        measure(first + sent);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void measure(int number) throws IOException {
    String subject = "probe-" + number;
    String event = "{\"id\":\"" + subject + "\",\"source\":\"" + Workload.SOURCE + "\",\"type\":\""
        + TYPE + "\",\"subject\":\"" + subject + "\"}";
    int status = connection.post("application/json", event.getBytes(StandardCharsets.US_ASCII));
    if (status == 429) {
      return;
    }
    expect(202, status);
    sent++;
    long acknowledged = System.nanoTime();
    String question = "/v1/stats?type=" + TYPE + "&subject=" + subject + "&function=count";
    while (true) {
      expect(200, connection.get(question));
      long nanos = System.nanoTime() - acknowledged;
      if (connection.body().contains("\"count\":1")) {
        visibleMicros.recordValue(nanos / 1000);
        return;
      }
      if (nanos > GIVE_UP_NANOS) {
        throw new IOException("probe: " + subject + " is acknowledged but not visible after "
            + nanos / 1_000_000_000 + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  private void expect(int expected, int status) throws IOException {
    if (status != expected) {
      throw new IOException(
          "answer: " + status + " " + connection.body() + " (expected: " + expected + ")");
    }
  }

  /** Ends the measurement and returns the times in microseconds. */
  public Histogram finish() throws IOException, InterruptedException {
    stopping = true;
    thread.join();
    connection.close();
    Throwable failed = failure;
    if (failed != null) {
      throw new IOException("visibility probe: " + failed.getMessage(), failed);
    }
    return visibleMicros;
  }

  /** Events sent; meaningful after {@link #finish()}. */
  public int sent() {
    return sent;
  }

  @Override
  public void close() {
    stopping = true;
    connection.close();
  }
}
