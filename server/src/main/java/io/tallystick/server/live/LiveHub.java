package io.tallystick.server.live;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.Notice;
import io.tallystick.core.query.Queries;
import io.tallystick.protocol.live.LiveJson;
import io.tallystick.protocol.live.LiveQuery;
import io.tallystick.protocol.live.NodeMoment;
import io.tallystick.protocol.live.RecentHistory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all readers and sends them, once a second, what is new. Thread-safe.
 *
 * <p>The cost does not depend on the load of the node, and hardly on the number of readers: a sample
 * is taken once for all, an answer is made once for all who follow the same question, and each event
 * loop gets one task a second, which copies bytes that are there.
 */
final class LiveHub implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(LiveHub.class);
  private static final long RETRY_MILLIS_MIN = 1_000;
  private static final long RETRY_MILLIS_MAX = 3_000;

  private final LiveLimits limits;
  private final NodeSampler sampler;
  private final NodeHistory history;
  private final Queries queries;
  private final Queries hidden;
  private final InstantSource clock;
  private final ScheduledExecutorService threads;
  private final AtomicBoolean answering = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private final Map<LiveQuery, Subscription> subscriptions = new LinkedHashMap<>();
  private final Map<EventLoop, Set<Reader>> readers = new HashMap<>();
  private int readerCount;
  private volatile byte[] node = Messages.NONE;

  /**
   * @param hidden what there is to see of the canary's series
   */
  LiveHub(
      LiveLimits limits,
      NodeSampler sampler,
      NodeHistory history,
      Queries queries,
      Queries hidden,
      InstantSource clock,
      MeterRegistry meters) {
    this.limits = limits;
    this.sampler = sampler;
    this.history = history;
    this.queries = queries;
    this.hidden = hidden;
    this.clock = clock;
    threads = Executors.newScheduledThreadPool(2, task -> {
      Thread thread = new Thread(task, "tallystick-live");
      thread.setDaemon(true);
      return thread;
    });
    Gauge.builder("tallystick.live.readers", this, LiveHub::readerCount)
        .description("Open connections of /v1/live")
        .register(meters);
    Gauge.builder("tallystick.live.questions", this, LiveHub::questionCount)
        .description("Different questions that they follow")
        .register(meters);
  }

  void start() {
    threads.scheduleAtFixedRate(this::tick, 0, limits.tickMillis(), TimeUnit.MILLISECONDS);
  }

  synchronized int readerCount() {
    return readerCount;
  }

  private synchronized int questionCount() {
    return subscriptions.size();
  }

  RecentHistory history() {
    return history.history(clock.millis());
  }

  /**
   * Lets a reader in and sends it all there is.
   *
   * @throws RefusedException when there are too many, or the server is stopping
   */
  void join(EventLoop loop, LiveQuery query, HttpResponseWriter out) {
    boolean first = readerCount() == 0;
    Reader reader = admit(loop, query, out);
    out.whenComplete().handle((nothing, failure) -> {
      leave(reader);
      return null;
    });
    long retryMillis = ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX + 1);
    HttpData state = HttpData.wrap(
        Messages.join(Messages.retry(retryMillis), node, reader.subscription.current()));
    loop.execute(() -> reader.send(state, state));
    if (first) {
      // nobody has sampled for a while
      run(this::tick);
    }
    answerSoon();
  }

  private synchronized Reader admit(EventLoop loop, LiveQuery query, HttpResponseWriter out) {
    if (closed.get()) {
      throw new RefusedException(ErrorCode.UNAVAILABLE, "server", "stopping", "later, try again");
    }
    if (readerCount >= limits.connectionsMax()) {
      throw new RefusedException(
          ErrorCode.OVERLOADED,
          "live",
          readerCount + " readers",
          "< " + limits.connectionsMax() + ", try again later");
    }
    Subscription subscription = subscriptions.get(query);
    if (subscription == null) {
      if (subscriptions.size() >= limits.subscriptionsMax()) {
        throw new RefusedException(
            ErrorCode.OVERLOADED,
            "live",
            subscriptions.size() + " different questions are followed",
            "< " + limits.subscriptionsMax() + ", or one of them; try again later");
      }
      subscription = new Subscription(query.equals(LiveQuery.NODE) ? LiveQuery.NODE : query);
      subscriptions.put(query, subscription);
    }
    subscription.readers++;
    readerCount++;
    Reader reader = new Reader(loop, subscription, out);
    readers.computeIfAbsent(loop, unused -> new HashSet<>()).add(reader);
    return reader;
  }

  private synchronized void leave(Reader reader) {
    Set<Reader> ofLoop = readers.get(reader.loop);
    if (ofLoop == null || !ofLoop.remove(reader)) {
      return;
    }
    if (ofLoop.isEmpty()) {
      readers.remove(reader.loop);
    }
    readerCount--;
    if (--reader.subscription.readers == 0) {
      subscriptions.remove(reader.subscription.query);
    }
  }

  /** Without readers a sample is taken only for the history. */
  private void tick() {
    try {
      Map<EventLoop, List<Reader>> present = present();
      if (present.isEmpty() && !history.isDue(clock.millis())) {
        return;
      }
      sample();
      if (!present.isEmpty()) {
        broadcast(present, node);
        answerSoon();
      }
    } catch (RuntimeException e) {
      LOGGER.warn(
          "{}", Notice.of("live-failed", "live: no sample was taken").did("trying again"), e);
    }
  }

  /** Samples are taken one at a time: the first reader asks for one outside of the ticks. */
  private void sample() {
    synchronized (sampler) {
      long now = clock.millis();
      NodeMoment moment = sampler.sample(now, followedTypes());
      history.record(moment);
      node = Messages.message("node", now, LiveJson.node(moment));
    }
  }

  private synchronized Map<EventLoop, List<Reader>> present() {
    Map<EventLoop, List<Reader>> present = new HashMap<>();
    readers.forEach((loop, some) -> present.put(loop, new ArrayList<>(some)));
    return present;
  }

  private synchronized Set<String> followedTypes() {
    Set<String> types = new HashSet<>();
    for (LiveQuery query : subscriptions.keySet()) {
      if (query.totals() != null) {
        types.add(query.totals().type());
      }
    }
    return types;
  }

  /**
   * Sends what is new.
   *
   * @param moment what comes before it
   */
  private static void broadcast(Map<EventLoop, List<Reader>> present, byte[] moment) {
    Map<Subscription, HttpData> news = new HashMap<>();
    Map<Subscription, HttpData> states = new HashMap<>();
    for (List<Reader> some : present.values()) {
      for (Reader reader : some) {
        Subscription subscription = reader.subscription;
        if (!news.containsKey(subscription)) {
          news.put(subscription, HttpData.wrap(Messages.join(moment, subscription.takeChanged())));
          states.put(subscription, HttpData.wrap(Messages.join(moment, subscription.current())));
        }
      }
    }
    present.forEach((loop, some) -> loop.execute(() -> {
      for (Reader reader : some) {
        reader.send(
            news.getOrDefault(reader.subscription, HttpData.empty()),
            states.getOrDefault(reader.subscription, HttpData.empty()));
      }
    }));
  }

  /** Answers are made besides the ticks: one that takes long delays no sample. */
  private void answerSoon() {
    if (answering.compareAndSet(false, true)) {
      run(() -> {
        try {
          answer();
        } catch (RuntimeException e) {
          LOGGER.warn(
              "{}",
              Notice.of("live-failed", "live: an answer was not made").did("trying again"),
              e);
        } finally {
          answering.set(false);
        }
      });
    }
  }

  private void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("live: stopped", e);
    }
  }

  private void answer() {
    List<Subscription> all;
    synchronized (this) {
      all = new ArrayList<>(subscriptions.values());
    }
    for (Subscription subscription : all) {
      if (subscription.isDue()) {
        var totals = subscription.query.totals();
        boolean canary = totals != null && totals.type().equals(CanaryEvents.TYPE);
        boolean first = !subscription.isAnswered();
        subscription.answer(canary ? hidden : queries, clock.millis());
        if (first) {
          // whoever opens a page waits for it, and not for the next tick
          broadcast(readersOf(subscription), Messages.NONE);
        }
      }
    }
  }

  private synchronized Map<EventLoop, List<Reader>> readersOf(Subscription subscription) {
    Map<EventLoop, List<Reader>> some = present();
    some.values().forEach(list -> list.removeIf(reader -> reader.subscription != subscription));
    return some;
  }

  /** Ends all connections; their readers find another node, or this one when it is back. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    threads.shutdownNow();
    present().forEach((loop, some) -> loop.execute(() -> some.forEach(Reader::end)));
  }
}
