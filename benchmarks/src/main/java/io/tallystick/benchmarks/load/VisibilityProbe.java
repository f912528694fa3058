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
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(300);

  private final HttpConnection sending;
  private final HttpConnection connection;
  private final int pollMillis;
  private final Histogram visibleMicros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
  private final Thread thread;
  private final int first;
  private int sent;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  /**
   * Sends to and asks the same node.
   *
   * @param first number of the first event; every number may be used once in a node's life
   */
  public VisibilityProbe(int port, int first) throws IOException {
    this(port, port, first, POLL_MILLIS);
  }

  /**
   * Sends to one node and asks another.
   *
   * @param first number of the first event; every number may be used once in a cluster's life
   * @param pollMillis pause between two questions
   */
  public VisibilityProbe(int sendPort, int askPort, int first, int pollMillis) throws IOException {
    this.first = first;
    this.pollMillis = pollMillis;
    sending = new HttpConnection(sendPort);
    connection = new HttpConnection(askPort);
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
    int status = sending.post("application/json", event.getBytes(StandardCharsets.US_ASCII));
    if (status == 429) {
      return;
    }
    expect(202, status, sending);
    sent++;
    long acknowledged = System.nanoTime();
    String question = "/v1/stats?type=" + TYPE + "&subject=" + subject + "&function=count";
    while (true) {
      expect(200, connection.get(question), connection);
      long nanos = System.nanoTime() - acknowledged;
      if (connection.body().contains("\"count\":1")) {
        visibleMicros.recordValue(nanos / 1000);
        return;
      }
      if (nanos > GIVE_UP_NANOS) {
        throw new IOException("probe: " + subject + " is acknowledged but not visible after "
            + nanos / 1_000_000_000 + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pollMillis));
    }
  }

  private static void expect(int expected, int status, HttpConnection asked) throws IOException {
    if (status != expected) {
      throw new IOException(
          "answer: " + status + " " + asked.body() + " (expected: " + expected + ")");
    }
  }

  /** Ends the measurement and returns the times in microseconds. */
  public Histogram finish() throws IOException, InterruptedException {
    stopping = true;
    thread.join();
    sending.close();
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
    sending.close();
    connection.close();
  }
}
