package io.tallystick.app.canary;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.CanaryReport.State;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import io.tallystick.server.canary.CanaryAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends known events through the node's own port for as long as it runs, and tells what it has
 * found. Create it before the server, start it after, close it before. Thread-safe.
 */
public final class Canary implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Canary.class);
  private static final int RUN_BYTES = 4;
  private static final int ANSWER_MILLIS_MAX = 10_000;
  private static final long STOP_MILLIS_MAX = 2_000;

  private final CanarySettings settings;
  private final LongSupplier clock;
  private final CanaryMeters meters;
  private volatile CanaryReport report = new CanaryReport(State.WAITING, null, 0, 0, null, null);
  private volatile boolean stopping;
  private @Nullable Thread thread;
  private @Nullable LoopbackConnection asking;
  private @Nullable LoopbackConnection sending;

  /**
   * @param clock milliseconds since the epoch
   */
  public Canary(CanarySettings settings, LongSupplier clock, MeterRegistry registry) {
    this.settings = settings;
    this.clock = clock;
    this.meters = new CanaryMeters(registry, this::report, clock);
  }

  /** How the server knows it. */
  public CanaryAccess access() {
    return CanaryAccess.of(settings.token(), this::report);
  }

  /** What it has found. */
  public CanaryReport report() {
    return report;
  }

  /**
   * Begins on one machine.
   *
   * @param status while the node is not ready nothing is sent
   * @param address what the server listens on
   */
  public void start(NodeStatus status, InetSocketAddress address) {
    start(status, () -> LoopbackConnection.reachable(address), address, "");
  }

  /**
   * Begins in a cluster: sends there, asks here.
   *
   * @param status while the node is not ready nothing is sent
   * @param ingest where events go; resolved anew for each connection
   * @param address what this server listens on
   * @param seriesPrefix what its series are called before their number; no other canary of the
   *     cluster has the same one
   */
  public synchronized void start(
      NodeStatus status,
      LoopbackConnection.Addresses ingest,
      InetSocketAddress address,
      String seriesPrefix) {
    String header = CanaryAccess.HEADER + ": " + settings.token();
    LoopbackConnection node = new LoopbackConnection(address, header, ANSWER_MILLIS_MAX);
    LoopbackConnection other = new LoopbackConnection(ingest, header, ANSWER_MILLIS_MAX);
    CanaryRounds rounds = new CanaryRounds(
        other, node, CanarySettings.random(RUN_BYTES), seriesPrefix, settings, clock);
    asking = node;
    sending = other;
    Thread started = new Thread(() -> run(status, rounds), "canary");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void run(NodeStatus status, CanaryRounds rounds) {
    long next = System.nanoTime();
    while (!stopping) {
      try {
        CanaryRounds.Outcome outcome = round(status, rounds);
        if (!stopping) {
          meters.round(outcome);
          publish(outcome, rounds.acknowledged());
        }
        next = Math.max(next + settings.interval().toNanos(), System.nanoTime());
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static CanaryRounds.Outcome round(NodeStatus status, CanaryRounds rounds)
      throws InterruptedException {
    NodeStatus.State state = status.state();
    if (state != NodeStatus.State.READY) {
      return CanaryRounds.Outcome.of(
          State.WAITING, "the node is " + state.name().toLowerCase(Locale.ROOT));
    }
    try {
      return rounds.run();
    } catch (IOException | RuntimeException e) {
      return CanaryRounds.Outcome.of(State.FAILING, String.valueOf(e));
    }
  }

  private void publish(CanaryRounds.Outcome outcome, long acknowledged) {
    CanaryReport before = report;
    State state = outcome.state();
    String problem = outcome.problem();
    if (before.state() == State.WRONG && state != State.EXACT && state != State.WRONG) {
      // only a right count makes up for a wrong one
      state = before.state();
      problem = before.problem();
    }
    boolean exact = state == State.EXACT;
    report = new CanaryReport(
        state,
        problem,
        acknowledged,
        before.mismatches() + (outcome.state() == State.WRONG ? 1 : 0),
        exact
            ? Long.valueOf(TimeUnit.NANOSECONDS.toMicros(outcome.visibleNanos()))
            : before.visibleMicros(),
        exact ? Long.valueOf(clock.getAsLong()) : before.exactMillis());
    if (state != before.state()) {
      log(before.state(), state, String.valueOf(problem));
    }
  }

  private void log(State before, State state, String problem) {
    switch (state) {
      case WRONG ->
        LOGGER.error(
            "{}",
            Notice.of("canary-wrong", "canary: a count is wrong: " + problem)
                .did("the node answers not ready and goes on counting")
                .advice("recount to see which rows are wrong"));
      case SLOW ->
        LOGGER.warn(
            "{}",
            Notice.of("canary-slow", "canary: slow: " + problem)
                .advice("see what is behind, in /v1/status"));
      case FAILING ->
        LOGGER.warn(
            "{}",
            Notice.of("canary-failing", "canary: failing: " + problem)
                .did("it tries again in " + settings.interval().toMillis() + " ms")
                .advice("clients may fail the same way"));
      case EXACT -> {
        if (before != State.WAITING) {
          LOGGER.info("{}", Notice.of("canary-exact", "canary: exact again"));
        }
      }
      case OFF, WAITING -> {
        // nothing that anybody has to know
      }
    }
  }

  /** Stops sending; returns when nothing of it is under way any more. */
  @Override
  public synchronized void close() {
    stopping = true;
    Thread running = thread;
    LoopbackConnection asked = asking;
    LoopbackConnection sent = sending;
    if (running == null || asked == null || sent == null) {
      return;
    }
    running.interrupt();
    asked.close();
    sent.close();
    try {
      running.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
