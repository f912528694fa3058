package io.tallystick.embedded.journal;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetter.State;
import io.tallystick.core.deadletter.DeadLetterCount;
import io.tallystick.core.deadletter.DeadLetterCountLayout;
import io.tallystick.core.deadletter.DeadLetterFilter;
import io.tallystick.core.deadletter.DeadLetterLayout;
import io.tallystick.core.deadletter.DeadLetterReason;
import io.tallystick.core.deadletter.DeadLetters.Cursor;
import io.tallystick.core.deadletter.DeadLetters.Page;
import io.tallystick.core.process.RollupStore.Commit;
import io.tallystick.embedded.rocks.CommitBatch;
import io.tallystick.embedded.rocks.StoreException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Committed dead letters, open and closed, and how many there are. Thread-safe. */
public final class RocksDeadLetters {

  /*
   * Open ones and closed ones stand in two ranges of keys, so that browsing what is open never
   * walks over what is not. How many there are is a row for each partition that every commit which
   * changes it reads and writes: one thread commits, so nothing is lost between the two.
   */

  /** Most rows that one page looks at; a filter may match few of them. */
  static final int EXAMINED_MAX = 5_000;

  private final RocksDB db;
  private final ColumnFamilyHandle family;

  RocksDeadLetters(RocksDB db, ColumnFamilyHandle family) {
    this.db = db;
    this.family = family;
  }

  /** Adds what a commit says about dead letters to the batch that makes it durable. */
  void add(Commit commit, CommitBatch batch) throws RocksDBException {
    List<DeadLetter> letters = commit.journal().deadLetters();
    List<DeadLetter.Closing> closings = commit.journal().closings();
    if (letters.isEmpty() && closings.isEmpty()) {
      return;
    }
    int partition = commit.state().partition();
    EnumMap<DeadLetterReason, DeadLetterCount> counts = counts(partition);
    Map<Long, DeadLetter> opened = new HashMap<>();
    for (DeadLetter letter : letters) {
      opened.put(letter.offset(), letter);
      count(counts, letter.reason(), 1, null);
    }
    for (DeadLetter.Closing closing : closings) {
      DeadLetter letter = opened.remove(closing.offset());
      if (letter == null) {
        byte[] key = DeadLetterLayout.key(false, partition, closing.offset());
        letter = DeadLetterLayout.read(key, required(key, partition, closing.offset()));
        batch.delete(family, key);
      }
      batch.put(
          family,
          DeadLetterLayout.key(true, partition, closing.offset()),
          DeadLetterLayout.value(letter.closed(closing)));
      count(counts, letter.reason(), -1, closing.state());
    }
    for (DeadLetter letter : opened.values()) {
      batch.put(
          family,
          DeadLetterLayout.key(false, partition, letter.offset()),
          DeadLetterLayout.value(letter));
    }
    batch.put(family, DeadLetterCountLayout.key(partition), DeadLetterCountLayout.value(counts));
  }

  private byte[] required(byte[] key, int partition, long offset) throws RocksDBException {
    byte[] value = db.get(family, key);
    if (value == null) {
      throw new StoreException("dead letters: none is open at offset " + offset + " of partition "
          + partition + " (expected: the one that was closed)");
    }
    return value;
  }

  private static void count(
      Map<DeadLetterReason, DeadLetterCount> counts,
      DeadLetterReason reason,
      long opened,
      @Nullable State closed) {
    counts.merge(
        reason,
        new DeadLetterCount(
            reason, opened, closed == State.REPLAYED ? 1 : 0, closed == State.DISCARDED ? 1 : 0),
        DeadLetterCount::plus);
  }

  private EnumMap<DeadLetterReason, DeadLetterCount> counts(int partition) throws RocksDBException {
    byte[] value = db.get(family, DeadLetterCountLayout.key(partition));
    return value == null
        ? new EnumMap<>(DeadLetterReason.class)
        : DeadLetterCountLayout.counts(partition, value);
  }

  /** How many there are of each reason, in all partitions. */
  public List<DeadLetterCount> counts(int fromPartition, int endPartition) {
    EnumMap<DeadLetterReason, DeadLetterCount> sums = new EnumMap<>(DeadLetterReason.class);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      sums.put(reason, new DeadLetterCount(reason, 0, 0, 0));
    }
    try {
      for (int partition = fromPartition; partition < endPartition; partition++) {
        counts(partition)
            .forEach((reason, count) -> sums.merge(reason, count, DeadLetterCount::plus));
      }
    } catch (RocksDBException e) {
      throw failed(e);
    }
    return List.copyOf(sums.values());
  }

  /** A committed dead letter, open or closed; null when there is none at {@code offset}. */
  public @Nullable DeadLetter find(int partition, long offset) {
    try {
      for (boolean closed : new boolean[] {false, true}) {
        byte[] key = DeadLetterLayout.key(closed, partition, offset);
        byte[] value = db.get(family, key);
        if (value != null) {
          return DeadLetterLayout.read(key, value);
        }
      }
      return null;
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Visits the committed open dead letters of one partition, ascending. */
  public void open(int partition, Consumer<DeadLetter> visitor) {
    try (RocksIterator iterator = db.newIterator(family)) {
      iterator.seek(DeadLetterLayout.key(false, partition, 0));
      while (iterator.isValid() && DeadLetterLayout.isOf(false, partition, iterator.key())) {
        visitor.accept(DeadLetterLayout.read(iterator.key(), iterator.value()));
        iterator.next();
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * As {@link io.tallystick.core.deadletter.DeadLetters#page}.
   *
   * @param partitions how many there are
   * @param logEnd where the log of a partition ends
   */
  public Page page(
      DeadLetterFilter filter,
      @Nullable Cursor after,
      int lettersMax,
      int partitions,
      IntToLongFunction logEnd) {
    Integer only = filter.partition();
    int end = only == null ? partitions : Math.min(partitions, only + 1);
    Cursor at = after;
    if (at == null) {
      int first = only == null ? 0 : only;
      at = new Cursor(first, -1, first < end ? logEnd.applyAsLong(first) : 0);
    }
    Scan scan = new Scan(filter, lettersMax);
    try (RocksIterator iterator = db.newIterator(family)) {
      while (at.partition() < end) {
        Cursor stopped = scan.partition(iterator, at);
        if (stopped != null) {
          return new Page(scan.letters, stopped);
        }
        int next = at.partition() + 1;
        at = new Cursor(next, -1, next < end ? logEnd.applyAsLong(next) : 0);
      }
      return new Page(scan.letters, null);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Looks for what a filter means, until it has found or looked at enough. */
  private static final class Scan {

    private final DeadLetterFilter filter;
    private final int lettersMax;
    private final boolean closed;
    private final List<DeadLetter> letters = new ArrayList<>();
    private int examined;

    Scan(DeadLetterFilter filter, int lettersMax) {
      this.filter = filter;
      this.lettersMax = lettersMax;
      closed = filter.state() != State.OPEN;
    }

    /** Goes on in one partition; returns where it stopped before its end, or null. */
    @Nullable
    Cursor partition(RocksIterator iterator, Cursor begin) throws RocksDBException {
      int partition = begin.partition();
      long offset = begin.offset();
      iterator.seek(DeadLetterLayout.key(closed, partition, offset + 1));
      while (iterator.isValid() && DeadLetterLayout.isOf(closed, partition, iterator.key())) {
        byte[] key = iterator.key();
        if (DeadLetterLayout.offset(key) >= begin.endOffset()) {
          break;
        }
        if (letters.size() == lettersMax || examined == EXAMINED_MAX) {
          return new Cursor(partition, offset, begin.endOffset());
        }
        examined++;
        offset = DeadLetterLayout.offset(key);
        DeadLetter letter = DeadLetterLayout.read(key, iterator.value());
        if (letter.arrivalMillis() >= filter.arrivalEnd()) {
          // arrivals never decrease within a partition
          break;
        }
        if (filter.matches(letter)) {
          letters.add(letter);
        }
        iterator.next();
      }
      iterator.status();
      return null;
    }
  }

  private static StoreException failed(RocksDBException cause) {
    return new StoreException("journal: dead letters failed (" + cause.getMessage() + ")", cause);
  }
}
