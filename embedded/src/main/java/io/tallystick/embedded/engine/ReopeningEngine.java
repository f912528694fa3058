package io.tallystick.embedded.engine;

import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.core.rollup.RollupView;
import io.tallystick.embedded.folder.Disk;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that is opened again, by itself, after its storage failed and works again. Until then
 * it answers from what it has and takes nothing. Thread-safe.
 */
public final class ReopeningEngine implements RollupReader, NodeStatus, AutoCloseable {

  /*
   * After a write that failed it is not known what is on the disk: an append, a commit, a run of
   * identities may be there wholly, in part, or not. Every one of these has a way back of its own
   * that is correct after a crash, because a start reads what is there. So there is one way out of
   * every failure of storage: stop writing, wait until the disk takes writes again, and start again
   * from the files, as after a kill.
   *
   * Whoever uses the engine holds a lease while a native call or a view is open; the engine is
   * only replaced when nobody holds one. See docs/decisions/storage-failures-end-in-a-restart.md.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(ReopeningEngine.class);
  private static final long WATCH_MILLIS = 250;
  private static final long LEASES_WAIT_MILLIS = 2_000;
  private static final long CLOSE_WAIT_MILLIS = 10_000;
  private static final long PAUSE_MILLIS_MIN = 500;
  private static final long PAUSE_MILLIS_MAX = 30_000;

  private final EngineSettings settings;
  private final LongSupplier clock;
  private final Disk disk;
  private final long freeBytesMin;
  private final StampedLock leases = new StampedLock();
  private final LeasedLog log;
  private final ScheduledExecutorService watcher;

  private final List<Consumer<EmbeddedEngine>> setups = new ArrayList<>();

  private volatile @Nullable EmbeddedEngine current;
  private volatile List<Partition> lastPartitions = List.of();
  private volatile String obstacle = "";
  private volatile @Nullable RuntimeException openFailure;
  private volatile boolean closed;

  /* Not the engine that failed: its identities would be kept in memory beside those of the next. */
  private boolean failureReported;
  private long pauseMillis = PAUSE_MILLIS_MIN;
  private long nextAttemptNanos = System.nanoTime();

  private ReopeningEngine(
      EngineSettings settings,
      Disk disk,
      long freeBytesMin,
      LongSupplier clock,
      EmbeddedEngine engine) {
    this.settings = settings;
    this.clock = clock;
    this.freeBytesMin = freeBytesMin;
    this.disk = disk;
    current = engine;
    log = new LeasedLog(this, engine.log().partitions());
    watcher = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "storage-watch");
      thread.setDaemon(true);
      return thread;
    });
    watcher.scheduleWithFixedDelay(this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the data folder, as {@link EmbeddedEngine#open} does.
   *
   * @param freeBytesMin space that must be free before an engine whose disk was full goes on;
   *     empty: what fits the disk
   */
  public static ReopeningEngine open(
      EngineSettings settings, OptionalLong freeBytesMin, LongSupplier clock) {
    EmbeddedEngine engine = EmbeddedEngine.open(settings, clock);
    try {
      Disk disk = new Disk(settings.dataDirectory());
      long free = freeBytesMin.isPresent() ? freeBytesMin.getAsLong() : disk.reserveBytes();
      return new ReopeningEngine(settings, disk, free, clock, engine);
    } catch (IOException e) {
      engine.close();
      throw StoreException.opening(settings.dataDirectory(), e);
    }
  }

  /** The disk of the data folder. */
  public Disk disk() {
    return disk;
  }

  /** Space that is to be kept free on it. */
  public long freeBytesMin() {
    return freeBytesMin;
  }

  /** The log of whatever engine is open; refuses while none is. */
  public EventLog log() {
    return log;
  }

  /**
   * A port of whatever engine is open, which refuses with {@link ErrorCode#UNAVAILABLE} while none
   * is. What its methods return must not read the storage after they have returned.
   */
  public <T> T port(Class<T> type, Function<EmbeddedEngine, T> port) {
    Object proxy = Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
          long lease = leases.readLock();
          try {
            return method.invoke(port.apply(opened()), arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
          } finally {
            leases.unlockRead(lease);
          }
        });
    return type.cast(proxy);
  }

  /**
   * Does something with every engine that is opened, now and whenever it is opened again: what is
   * set on an engine ends with it.
   */
  public void whenOpened(Consumer<EmbeddedEngine> setup) {
    long exclusive = leases.writeLock();
    try {
      setups.add(setup);
      EmbeddedEngine open = current;
      if (open != null) {
        setup.accept(open);
      }
    } finally {
      leases.unlockWrite(exclusive);
    }
  }

  /**
   * Takes the engine for something that lasts, such as a recount. Until the lease is closed, an
   * engine whose storage failed is not opened again.
   *
   * @throws RefusedException {@link ErrorCode#UNAVAILABLE} while none is open
   */
  public Lease lease() {
    long lease = leases.readLock();
    try {
      return new Lease(opened(), () -> leases.unlockRead(lease));
    } catch (RuntimeException e) {
      leases.unlockRead(lease);
      throw e;
    }
  }

  /** An engine that stays open. Close it once. */
  public static final class Lease implements AutoCloseable {

    private final EmbeddedEngine engine;
    private final AtomicReference<@Nullable Runnable> release;

    private Lease(EmbeddedEngine engine, Runnable release) {
      this.engine = engine;
      this.release = new AtomicReference<>(release);
    }

    public EmbeddedEngine engine() {
      return engine;
    }

    @Override
    public void close() {
      Runnable once = release.getAndSet(null);
      if (once != null) {
        once.run();
      }
    }
  }

  /** Uses the engine, which stays open meanwhile. */
  <T> T with(Function<EmbeddedEngine, T> use) {
    long lease = leases.readLock();
    try {
      return use.apply(opened());
    } finally {
      leases.unlockRead(lease);
    }
  }

  /** The same for what may be null. */
  <T> @Nullable T withNullable(Function<EmbeddedEngine, @Nullable T> use) {
    long lease = leases.readLock();
    try {
      return use.apply(opened());
    } finally {
      leases.unlockRead(lease);
    }
  }

  private EmbeddedEngine opened() {
    EmbeddedEngine open = current;
    if (open == null) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE, "node", "opening its data again", "ready, try again later");
    }
    return open;
  }

  @Override
  public RollupView open() {
    long lease = leases.readLock();
    try {
      return new LeasedView(opened().open(), () -> leases.unlockRead(lease));
    } catch (RuntimeException | Error e) {
      leases.unlockRead(lease);
      throw e;
    }
  }

  @Override
  public State state() {
    EmbeddedEngine open = current;
    if (closed) {
      return State.STOPPING;
    }
    if (open == null) {
      return isDamaged() ? State.FAILED : State.STARTING;
    }
    return open.passingFailure() == null ? open.state() : State.FAILED;
  }

  /** Whether events are refused because the storage failed; it ends by itself. */
  public boolean isStorageFailing() {
    EmbeddedEngine open = current;
    return open == null ? !isDamaged() : open.passingFailure() != null;
  }

  /** The engine, if it takes events. */
  static EmbeddedEngine writable(EmbeddedEngine open) {
    Throwable failure = open.passingFailure();
    if (failure != null) {
      throw new StoreException("storage: failed before (" + failure.getMessage() + ")", failure);
    }
    return open;
  }

  private boolean isDamaged() {
    return openFailure instanceof StoreException store && store.isDamage();
  }

  @Override
  public @Nullable String failure() {
    EmbeddedEngine open = current;
    if (open == null) {
      RuntimeException known = openFailure;
      return known == null ? null : known.getMessage();
    }
    Throwable failure = open.passingFailure();
    return failure == null
        ? open.failure()
        : failure.getMessage() + "; events are refused, what was acknowledged is safe, answers go"
            + " on; the node goes on by itself" + obstacle;
  }

  @Override
  public List<Partition> partitions() {
    long lease = leases.tryReadLock();
    if (lease == 0) {
      return lastPartitions;
    }
    try {
      EmbeddedEngine open = current;
      return open == null ? lastPartitions : open.partitions();
    } finally {
      leases.unlockRead(lease);
    }
  }

  private void watch() {
    try {
      EmbeddedEngine open = current;
      if (closed || isDamaged() || (open != null && !hasFailed(open))) {
        return;
      }
      if (System.nanoTime() - nextAttemptNanos < 0 || !isDiskUsable()) {
        return;
      }
      reopen();
    } catch (RuntimeException e) {
      LOGGER.warn(
          "{}", Notice.of("storage-unopened", "storage: not opened again").did("trying later"), e);
    }
  }

  private boolean hasFailed(EmbeddedEngine open) {
    if (open.passingFailure() == null) {
      return false;
    }
    if (!failureReported) {
      failureReported = true;
      LOGGER.error(
          "{}", Notice.of("storage-failed", "storage: " + failure()), open.passingFailure());
    }
    return true;
  }

  private boolean isDiskUsable() {
    try {
      long free = disk.freeBytes();
      if (free < freeBytesMin) {
        obstacle =
            " when its disk has room (" + free + " bytes free, expected: >= " + freeBytesMin + ")";
        return false;
      }
      disk.probe();
      obstacle = "";
      return true;
    } catch (IOException e) {
      obstacle = " when its disk takes writes (" + e.getMessage() + ")";
      return false;
    }
  }

  private void reopen() {
    long exclusive;
    try {
      exclusive = leases.tryWriteLock(LEASES_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (exclusive == 0) {
      // somebody reads for long: others must not wait behind us, so the next attempt is later
      nextAttemptNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS_MIN);
      return;
    }
    try {
      if (closed) {
        return;
      }
      EmbeddedEngine failed = current;
      if (failed != null) {
        lastPartitions = failed.partitions();
        failed.abandon();
        current = null;
      }
      EmbeddedEngine opened = EmbeddedEngine.open(settings, clock);
      setups.forEach(setup -> setup.accept(opened));
      current = opened;
      openFailure = null;
      failureReported = false;
      LOGGER.info(
          "{}",
          Notice.of("storage-works", "storage: works again")
              .did("counting goes on from the last commit"));
    } catch (RuntimeException e) {
      openFailure = e;
      LOGGER.error(
          "{}",
          isDamaged()
              ? Notice.of("storage-damaged", "storage: cannot be opened again: " + e.getMessage())
              : Notice.of("storage-unopened", "storage: cannot be opened again")
                  .did("trying later"),
          e);
    } finally {
      leases.unlockWrite(exclusive);
      pause();
    }
  }

  /** An engine that fails again at once is not opened again at once. */
  private void pause() {
    long now = System.nanoTime();
    boolean again = now - nextAttemptNanos < TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS_MAX);
    pauseMillis = again ? Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX) : PAUSE_MILLIS_MIN;
    nextAttemptNanos = now + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
  }

  @Override
  public void close() {
    closed = true;
    watcher.shutdown();
    long exclusive = 0;
    try {
      exclusive = leases.tryWriteLock(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (exclusive == 0) {
      LOGGER.warn(
          "{}",
          Notice.of("stop-unclean", "stop: somebody still reads, the databases are left open")
              .did("nothing is lost: the next start replays the log"));
      return;
    }
    try {
      EmbeddedEngine open = current;
      current = null;
      if (open != null) {
        lastPartitions = open.partitions();
        open.close();
      }
    } finally {
      leases.unlockWrite(exclusive);
    }
  }
}
