package io.tallystick.cli.send;

import io.tallystick.cli.CommandFailure;
import io.tallystick.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends all inputs, one after the other. Used once. */
final class SendRun {

  /*
   * The calling thread reads records and fills batches; a few threads deliver them. A permit is
   * taken for each batch before it is begun and given back when its lines have their fate, so that
   * memory is bounded by permits times the size of a batch, whatever the size of the file.
   *
   * A line is acknowledged in the resume file only after its event is acknowledged by the server,
   * or its rejection is written down: a run that is killed at any moment sends some lines twice,
   * which changes nothing, and misses none.
   *
   * The first failure stops the run. What is under way may finish; what waits for a retry does not.
   */

  private static final long BATCH_BYTES_MAX = 4 << 20;

  private final Settings settings;
  private final Parts parts;
  private final Semaphore permits;
  private final ExecutorService deliverers;
  private final FirstFailure failure;

  /**
   * How to read and how much at a time.
   *
   * @param batchLines most lines in one request
   * @param concurrency how many requests are under way at a time
   */
  record Settings(int batchLines, int concurrency) {}

  /**
   * What a run stands on.
   *
   * @param standardInput read by the input without a path
   * @param bytesRead counts the bytes read from disk
   * @param delivery the way to the server
   * @param failure ends the run, and the retries of the delivery
   * @param rejectedFile null: rejected lines are only counted
   * @param resumeFile null: nothing is remembered
   */
  record Parts(
      RecordReaders readers,
      MappingOptions mapping,
      InputStream standardInput,
      AtomicLong bytesRead,
      Delivery delivery,
      Tally tally,
      FirstFailure failure,
      @Nullable RejectedFile rejectedFile,
      @Nullable ResumeFile resumeFile) {}

  SendRun(Settings settings, Parts parts) {
    this.settings = settings;
    this.parts = parts;
    this.failure = parts.failure();
    this.permits = new Semaphore(settings.concurrency() + 1);
    this.deliverers = Executors.newFixedThreadPool(settings.concurrency(), task -> {
      Thread thread = new Thread(task, "tallystick-send");
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Sends everything.
   *
   * @throws CommandFailure for the first failure; what was acknowledged until then is remembered
   */
  void send(List<Input> inputs) throws InterruptedException {
    try {
      for (Input input : inputs) {
        if (!failure.isSet()) {
          read(input);
        }
      }
    } finally {
      deliverers.shutdown();
      deliverers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    failure.rethrow();
  }

  private void read(Input input) throws InterruptedException {
    try (RecordReader reader =
        parts.readers().open(input, parts.standardInput(), parts.bytesRead())) {
      EventWriter writer = parts.mapping().writer(input, reader);
      read(reader, writer, progress(input));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, input.shown() + ": cannot be read further, " + e.getMessage(), e);
    }
  }

  private InputProgress progress(Input input) throws IOException {
    return input.path() == null || parts.resumeFile() == null
        ? new InputProgress(input.shown(), List.of())
        : parts.resumeFile().progress(input.path(), input.shown());
  }

  private void read(RecordReader reader, EventWriter writer, InputProgress progress)
      throws IOException, InterruptedException {
    long firstLine = 1;
    permits.acquire();
    Batch batch = new Batch(progress);
    try {
      for (InputRecord record = reader.next(); record != null; record = reader.next()) {
        if (progress.isDone(record.line())) {
          parts.tally().skip();
          continue;
        }
        batch.add(record, writer);
        if (batch.lines() >= settings.batchLines() || batch.bytes() >= BATCH_BYTES_MAX) {
          Batch full = batch;
          batch = new Batch(progress);
          submit(full, firstLine);
          firstLine = full.lastLine() + 1;
          permits.acquire();
          if (failure.isSet()) {
            return;
          }
        }
      }
    } finally {
      // also before an unreadable place: what was read is good
      if (batch.lines() > 0 && !failure.isSet()) {
        submit(batch, firstLine);
      } else {
        permits.release();
      }
    }
  }

  private void submit(Batch batch, long firstLine) {
    deliverers.execute(() -> {
      try {
        finish(batch, firstLine, parts.delivery().deliver(batch));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure.set(e);
      } catch (IOException e) {
        failure.set(new CommandFailure(ExitCode.REFUSED, e.toString(), e));
      } catch (RuntimeException | Error e) {
        failure.set(e);
      } finally {
        permits.release();
      }
    });
  }

  private void finish(Batch batch, long firstLine, Delivery.Delivered delivered)
      throws IOException {
    InputProgress progress = batch.progress();
    if (parts.rejectedFile() != null) {
      parts.rejectedFile().write(progress.shown(), delivered.rejected());
    }
    progress.acknowledge(firstLine, batch.lastLine());
    if (parts.resumeFile() != null) {
      parts.resumeFile().save();
    }
    parts.tally().delivered(progress.shown(), delivered.accepted(), delivered.rejected());
  }
}
