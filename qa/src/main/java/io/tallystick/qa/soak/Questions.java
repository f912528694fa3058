package io.tallystick.qa.soak;

import io.tallystick.qa.load.Load;
import io.tallystick.qa.process.Answer;
import io.tallystick.qa.process.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks a node one question after the other, of every kind, on a thread of its own. */
final class Questions implements AutoCloseable {

  private static final int PAUSE_MILLIS = 30;

  private final SplittableRandom random;
  private final Latencies latencies;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread = new Thread(this::run, "questions");
  private volatile @Nullable NodeProcess node;
  private volatile @Nullable String acknowledgedId;
  private volatile @Nullable String firstFailure;
  private volatile boolean closing;

  Questions(SplittableRandom random, Latencies latencies) {
    this.random = random;
    this.latencies = latencies;
    thread.setDaemon(true);
    thread.start();
  }

  /** Whom to ask from now on; null: nobody, and whatever happens to the current question is fine. */
  void ask(@Nullable NodeProcess newNode) {
    node = newNode;
  }

  /** An event that was acknowledged just now. */
  void acknowledged(String id) {
    acknowledgedId = id;
  }

  private void run() {
    while (!closing) {
      NodeProcess asking = node;
      try {
        if (asking != null) {
          ask(asking, path());
        }
        Thread.sleep(PAUSE_MILLIS);
      } catch (IOException e) {
        if (node == asking) {
          failed(e.toString());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void ask(NodeProcess asking, String path) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Answer answer = asking.get(path);
    latencies.add(System.nanoTime() - begin);
    asked.incrementAndGet();
    if (answer.status() != 200 && node == asking) {
      failed(path + ": " + answer);
    }
  }

  private void failed(String what) {
    failed.incrementAndGet();
    if (firstFailure == null) {
      firstFailure = what;
    }
  }

  private String path() {
    String type = Load.TYPES.get(random.nextInt(Load.TYPES.size()));
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    String range = "&start=" + hour.minus(Duration.ofHours(1 + random.nextInt(3)));
    String id = acknowledgedId;
    return switch (random.nextInt(10)) {
      case 0 -> "/v1/ledger";
      case 1 -> id == null ? "/v1/status" : "/v1/events/" + id + "?source=" + Load.SOURCE;
      case 2 -> "/v1/top?type=" + type + "&k=10&function=count&dimension=country";
      case 3 ->
        "/v1/top?type=" + type + "&k=10&function=sum&dimension=subject" + range + "&end=" + hour;
      case 4 ->
        "/v1/stats?type=" + type + "&function=count,sum&granularity=minute" + range + "&end="
            + hour;
      case 5 ->
        "/v1/stats?type=" + type + "&function=average&subject=subject-" + random.nextInt(40);
      case 6 -> "/metrics";
      case 7 -> "/v1/dead-letters";
      case 8 -> "/v1/status";
      default -> "/v1/stats?type=" + type + "&function=count,sum,min,max";
    };
  }

  long asked() {
    return asked.get();
  }

  long failed() {
    return failed.get();
  }

  /** What went wrong first; null: nothing. */
  @Nullable
  String firstFailure() {
    return firstFailure;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
