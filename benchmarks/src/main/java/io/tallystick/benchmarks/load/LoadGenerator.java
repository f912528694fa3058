package io.tallystick.benchmarks.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends batches over several connections and keeps the exact counts of all phases. Used by one
 * thread; {@link #stop()} may be called by any.
 */
public final class LoadGenerator implements AutoCloseable {

  /*
   * A thread for each connection encodes its next batch, takes the next ticket, waits until the
   * ticket is due (in an open loop) and then sends. A slow answer holds up one connection while
   * the others take the tickets that follow; when all are busy, the batches that are late count
   * their latency from when they were due.
   */

  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(10);
  private static final long REFUSED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int port;
  private final Workload workload;
  private final PrintWriter progress;
  private final List<EventStream> streams = new ArrayList<>();
  private final List<BatchTemplate> templates = new ArrayList<>();
  private final ExecutorService threads;
  private final String accepted;
  private final AtomicBoolean stopped = new AtomicBoolean();

  public LoadGenerator(int port, Workload workload, int connectionCount, PrintWriter progress) {
    if (connectionCount < 1 || connectionCount > 1000) {
      throw new IllegalArgumentException(
          "connections: " + connectionCount + " (expected: 1 to 1000)");
    }
    this.port = port;
    this.workload = workload;
    this.progress = progress;
    accepted = "{\"accepted\":" + workload.batchEvents() + ",\"rejected\":[]}";
    Zipf zipf = new Zipf(workload.subjects(), workload.zipf());
    for (int i = 0; i < connectionCount; i++) {
      streams.add(new EventStream(workload, zipf, i, connectionCount));
      templates.add(BatchTemplate.of(workload, HttpConnection.authority(port)));
    }
    threads = Executors.newFixedThreadPool(connectionCount, runnable -> {
      Thread thread = new Thread(runnable, "load");
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Sends what the plan says, in whole batches, and waits for the acknowledgements.
   *
   * @throws IOException when an answer is not what it must be; then nothing more can be sent
   */
  public Phase run(Plan plan) throws IOException, InterruptedException {
    long batches =
        Math.max(1, (plan.events() + workload.batchEvents() - 1) / workload.batchEvents());
    AtomicLong ticket = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    List<Future<Histogram>> running = new ArrayList<>();
    // what we keep becomes old now: moving it later stops us, and looks as if the node were slow
    System.gc();
    long start = System.nanoTime();
    for (int i = 0; i < streams.size(); i++) {
      int index = i;
      running.add(threads.submit(() -> send(index, plan, ticket, batches, start, refused)));
    }
    Histogram latency = new Histogram(LATENCY_MICROS_MAX, 3);
    for (Future<Histogram> one : running) {
      latency.add(await(one, plan, ticket, batches, start));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Phase(
        latency.getTotalCount() * workload.batchEvents(), seconds, refused.get(), latency);
  }

  private Histogram await(
      Future<Histogram> one, Plan plan, AtomicLong ticket, long batches, long start)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return one.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException stillRunning) {
        long events = Math.min(ticket.get(), batches) * workload.batchEvents();
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.printf(
            "%s: %,d of %,d events, %,.0f/s%n",
            plan.name(), events, batches * workload.batchEvents(), events / seconds);
        progress.flush();
      } catch (ExecutionException failed) {
        stop();
        throw new IOException(plan.name() + ": " + failed.getCause(), failed.getCause());
      }
    }
  }

  private Histogram send(
      int index, Plan plan, AtomicLong ticket, long batches, long start, AtomicLong refused)
      throws IOException {
    double intervalNanos = plan.intervalNanos(workload.batchEvents());
    Histogram latency = new Histogram(LATENCY_MICROS_MAX, 3);
    EventStream stream = streams.get(index);
    BatchTemplate template = templates.get(index);
    // each phase connects anew: a node closes what was idle while another load ran
    try (HttpConnection connection = new HttpConnection(port)) {
      while (!stopped.get()) {
        long mine = ticket.getAndIncrement();
        if (mine >= batches) {
          break;
        }
        stream.fill(template, System.currentTimeMillis(), plan.spreadMillis());
        long begin = System.nanoTime();
        if (intervalNanos > 0) {
          long due = start + (long) (mine * intervalNanos);
          for (long left = due - begin; left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          begin = due;
        }
        int status = connection.exchange(template.request());
        while (status == 429 || status == 503) {
          refused.incrementAndGet();
          LockSupport.parkNanos(REFUSED_PAUSE_NANOS);
          status = connection.exchange(template.request());
        }
        if (status != 202 || !connection.body().equals(accepted)) {
          throw new IOException(
              "answer: " + status + " " + connection.body() + " (expected: 202 " + accepted + ")");
        }
        latency.recordValue((System.nanoTime() - begin) / 1000);
      }
    }
    return latency;
  }

  /** Makes the phase that is running end early; what was acknowledged counts. */
  public void stop() {
    stopped.set(true);
  }

  /** What was sent in all phases so far. */
  public ExactCounts counts() {
    ExactCounts counts = new ExactCounts(workload);
    for (EventStream stream : streams) {
      stream.addTo(counts);
    }
    return counts;
  }

  @Override
  public void close() {
    stop();
    threads.shutdown();
  }
}
