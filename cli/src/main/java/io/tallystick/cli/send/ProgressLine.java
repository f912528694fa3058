package io.tallystick.cli.send;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tells how far a run is: one line that changes on a terminal, a new line now and then elsewhere. */
final class ProgressLine implements AutoCloseable {

  private static final long TERMINAL_MILLIS = 250;
  private static final long FILE_MILLIS = 5_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter err;
  private final boolean terminal;
  private final Tally tally;
  private final AtomicLong bytesRead;
  private final long bytes;
  private final long started = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tallystick-progress");
        thread.setDaemon(true);
        return thread;
      });
  private int shownLength;

  /**
   * Begins to show.
   *
   * @param bytes size of all inputs; 0 when it is unknown
   */
  ProgressLine(PrintWriter err, boolean terminal, Tally tally, AtomicLong bytesRead, long bytes) {
    this.err = err;
    this.terminal = terminal;
    this.tally = tally;
    this.bytesRead = bytesRead;
    this.bytes = bytes;
    long millis = terminal ? TERMINAL_MILLIS : FILE_MILLIS;
    clock.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Seconds since the beginning. */
  double seconds() {
    return (System.nanoTime() - started) / NANOS_PER_SECOND;
  }

  private synchronized void show() {
    String line = text(tally.snapshot(), bytesRead.get(), bytes, seconds());
    if (terminal) {
      err.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
      shownLength = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** What is shown at a moment. */
  static String text(Tally.Snapshot now, long bytesRead, long bytes, double seconds) {
    StringBuilder line = new StringBuilder();
    if (bytes > 0) {
      double part = Math.min(1, (double) bytesRead / bytes);
      line.append(String.format(Locale.ROOT, "%3.0f %%  ", 100 * part));
    }
    line.append(String.format(
        Locale.ROOT,
        "%,d accepted  %,.0f/s",
        now.accepted(),
        seconds > 0 ? now.accepted() / seconds : 0));
    if (now.rejected() > 0) {
      line.append(String.format(Locale.ROOT, "  %,d rejected", now.rejected()));
    }
    if (now.skipped() > 0) {
      line.append(String.format(Locale.ROOT, "  %,d sent before", now.skipped()));
    }
    String trouble = now.trouble();
    if (trouble != null) {
      line.append("  waiting: ").append(trouble);
    }
    return line.toString();
  }

  /** Stops, and takes the line away from a terminal. */
  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (shownLength > 0) {
        err.print("\r" + " ".repeat(shownLength) + "\r");
        err.flush();
      }
    }
  }
}
