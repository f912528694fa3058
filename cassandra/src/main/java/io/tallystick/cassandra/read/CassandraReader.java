package io.tallystick.cassandra.read;

import io.tallystick.cassandra.CassandraSettings;
import io.tallystick.cassandra.schema.Commits;
import io.tallystick.cassandra.schema.Progress;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.publish.PublishedReader;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.EventTypes;
import io.tallystick.core.rollup.SeriesKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link PublishedReader} on Cassandra. Thread-safe. */
public final class CassandraReader implements PublishedReader, EventTypes, AutoCloseable {

  /*
   * Where everything stands is read once for all questions of a short time: it is one query that
   * every question needs, and epochs come about once a second. A view that turned out to be too
   * old is not given out again.
   */

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Store store;
  private final Selects selects;
  private @Nullable CassandraView current;
  private long readNanos;

  private CassandraReader(Store store) {
    this.store = store;
    this.selects = new Selects(store);
  }

  /**
   * Connects and brings the keyspace to the newest schema.
   *
   * @throws IllegalStateException when the keyspace was made for other settings
   * @throws io.tallystick.core.event.RefusedException when no node answers
   */
  public static CassandraReader open(CassandraSettings settings) {
    return new CassandraReader(Answers.of(() -> Store.open(settings)));
  }

  /** As {@link #open(CassandraSettings)}, with a store that is closed with it. */
  public static CassandraReader open(Store store) {
    return new CassandraReader(store);
  }

  @Override
  public PublishedView open() {
    synchronized (this) {
      CassandraView known = current;
      if (known != null && !known.isOutdated() && System.nanoTime() - readNanos < FRESH_NANOS) {
        return known;
      }
    }
    // outside of the lock: one that waits does not make the others wait
    long begun = System.nanoTime();
    Progress progress = Answers.of(() -> Progress.read(store));
    CassandraView view = new CassandraView(selects, progress);
    synchronized (this) {
      if (current == null || begun - readNanos > 0) {
        current = view;
        readNanos = begun;
      }
    }
    return view;
  }

  @Override
  public List<String> types(int max) {
    return Answers.of(selects::types).stream()
        .map(prefix -> SeriesKey.type(SeriesKey.typePrefix(prefix, 0)))
        .limit(max)
        .toList();
  }

  /**
   * Everything as of one epoch, for as long as it is open: the job keeps the values of that epoch
   * meanwhile. One at a time, of all that read the keyspace.
   *
   * @throws io.tallystick.core.event.RefusedException while another is open
   */
  public CommittedData committed() {
    return Answers.of(() -> PinnedData.open(store));
  }

  /** What epochs have decided, in the order of the log. */
  public Commits commits() {
    return selects.commits();
  }

  /** The next view is read anew, however young the last one is. */
  public synchronized void refresh() {
    current = null;
  }

  @Override
  public void close() {
    store.close();
  }
}
