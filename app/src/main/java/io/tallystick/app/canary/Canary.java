package io.tallystick.app.canary;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.CanaryReport.State;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.server.canary.CanaryAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
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
  private static final int TOKEN_BYTES = 16;
  private static final int RUN_BYTES = 4;
  private static final int ANSWER_MILLIS_MAX = 10_000;
  private static final long STOP_MILLIS_MAX = 2_000;

  private final CanarySettings settings;
  private final LongSupplier clock;
  private final CanaryMeters meters;
  private final String token = random(TOKEN_BYTES);
  private volatile CanaryReport report = new CanaryReport(State.WAITING, null, 0, 0, null, null);
  private volatile boolean stopping;
  private @Nullable Thread thread;
  private @Nullable LoopbackConnection connection;

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
    return CanaryAccess.of(token, this::report);
  }

  /** What it has found. */
  public CanaryReport report() {
    return report;
  }

  /**
   * Begins.
   *
   * @param status while the node is not ready nothing is sent
   * @param address what the server listens on
   */
  public synchronized void start(NodeStatus status, InetSocketAddress address) {
    LoopbackConnection node =
        new LoopbackConnection(address, CanaryAccess.HEADER + ": " + token, ANSWER_MILLIS_MAX);
    CanaryRounds rounds = new CanaryRounds(node, random(RUN_BYTES), settings, clock);
    connection = node;
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
      log(before.state(), state, problem);
    }
  }

  private static void log(State before, State state, @Nullable String problem) {
    switch (state) {
      case WRONG ->
        LOGGER.error(
            "canary: a count is wrong: {}; the node answers not ready and goes on counting; recount"
                + " to see which rows are wrong",
            problem);
      case SLOW, FAILING -> LOGGER.warn("canary: {}: {}", state.text(), problem);
      case EXACT -> {
        if (before != State.WAITING) {
          LOGGER.info("canary: exact again");
        }
      }
      case OFF, WAITING -> {
        // nothing that anybody has to know
      }
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Stops sending; returns when nothing of it is under way any more. */
  @Override
  public synchronized void close() {
    stopping = true;
    Thread running = thread;
    LoopbackConnection open = connection;
    if (running == null || open == null) {
      return;
    }
    running.interrupt();
    open.close();
    try {
      running.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
