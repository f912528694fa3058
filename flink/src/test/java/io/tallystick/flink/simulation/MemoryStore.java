package io.tallystick.flink.simulation;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.publish.BucketRows;
import io.tallystick.core.publish.PartitionReport;
import io.tallystick.core.publish.PartitionReportLayout;
import io.tallystick.core.publish.Publisher;
import io.tallystick.core.publish.RowVersionsLayout;
import io.tallystick.flink.publish.PublisherFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where rows are published in a simulation: by the rules of the port, a later epoch wins, and
 * readers see the last epoch that all have reached. Writes may be held back, for as long as the
 * process that sent them lives, and longer.
 */
final class MemoryStore {

  private static final Map<Integer, MemoryStore> OPEN = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int number = NEXT.incrementAndGet();
  private final int buckets;
  private final int partitions;
  private final Map<String, byte[]> rows = new TreeMap<>();
  private final Map<Integer, Long> bucketEpochs = new TreeMap<>();
  private final Map<Integer, List<PartitionReport>> reports = new TreeMap<>();
  private final Map<Integer, TreeMap<Long, DeadLetter>> letters = new TreeMap<>();
  private final Map<Integer, List<Fate>> fates = new TreeMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;

  MemoryStore(int partitions, int buckets) {
    this.partitions = partitions;
    this.buckets = buckets;
    OPEN.put(number, this);
  }

  PublisherFactory publishers() {
    int opened = number;
    return () -> new MemoryPublisher(opened);
  }

  void close() {
    OPEN.remove(number);
  }

  /** From now on writes wait, or not; those that wait are done in the latter case. */
  synchronized void hold(boolean hold) {
    holding = hold;
    if (!hold) {
      List<Runnable> waiting = new ArrayList<>(held);
      held.clear();
      waiting.forEach(Runnable::run);
    }
  }

  /** The epoch that readers see; 0 while not everybody has published one. */
  synchronized long epoch() {
    if (bucketEpochs.size() < buckets || reports.size() < partitions) {
      return 0;
    }
    long epoch = Long.MAX_VALUE;
    for (long each : bucketEpochs.values()) {
      epoch = Math.min(epoch, each);
    }
    for (List<PartitionReport> each : reports.values()) {
      epoch = Math.min(epoch, each.get(each.size() - 1).epoch());
    }
    return epoch;
  }

  /** All rows as of an epoch, by their keys in hexadecimal digits. */
  synchronized Map<String, byte[]> rowsAt(long epoch) {
    Map<String, byte[]> found = new TreeMap<>();
    RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    rows.forEach((key, versions) -> {
      reader.read(versions, 0, versions.length);
      if (!reader.knows(epoch)) {
        throw new AssertionError("row " + key + ": epoch " + reader.epoch() + ", before "
            + reader.beforeEpoch() + " cannot be read at " + epoch);
      }
      int length = reader.length(epoch);
      if (length > 0) {
        int begin = reader.offset(epoch);
        found.put(key, Arrays.copyOfRange(versions, begin, begin + length));
      }
    });
    return found;
  }

  /** The last report of a partition up to that epoch. */
  synchronized PartitionReport reportAt(int partition, long epoch) {
    List<PartitionReport> known = reports.get(partition);
    if (known == null) {
      throw new AssertionError("partition " + partition + " has published nothing");
    }
    // the table has this version and the one before
    for (int i = known.size() - 1; i >= Math.max(0, known.size() - 2); i--) {
      if (known.get(i).epoch() <= epoch) {
        return known.get(i);
      }
    }
    throw new AssertionError("partition " + partition + " cannot be read at " + epoch);
  }

  synchronized TreeMap<Long, DeadLetter> letters(int partition) {
    return new TreeMap<>(letters.getOrDefault(partition, new TreeMap<>()));
  }

  synchronized List<Fate> fates(int partition) {
    return new ArrayList<>(fates.getOrDefault(partition, List.of()));
  }

  private synchronized void resume(long epoch) {
    long last = bucketEpochs.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (last > epoch) {
      throw new IllegalStateException("epoch: " + epoch + " (expected: >= " + last + ")");
    }
  }

  private synchronized CompletionStage<Void> write(Runnable write) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable whole = () -> {
      write.run();
      done.complete(null);
    };
    if (holding) {
      held.add(whole);
    } else {
      whole.run();
    }
    return done;
  }

  private void apply(BucketRows part) {
    RowVersionsLayout.Reader reader = new RowVersionsLayout.Reader();
    part.forEach((bytes, keyOffset, keyLength, offset, length) -> {
      String key = HexFormat.of().formatHex(bytes, keyOffset, keyOffset + keyLength);
      byte[] known = rows.get(key);
      if (known != null) {
        reader.read(known, 0, known.length);
      }
      if (known == null || part.epoch() >= reader.epoch()) {
        byte[] versions = Arrays.copyOfRange(bytes, offset, offset + length);
        if (known != null && part.epoch() == reader.epoch() && !Arrays.equals(known, versions)) {
          throw new AssertionError("row " + key + ": two values for epoch " + part.epoch());
        }
        rows.put(key, versions);
      }
    });
    if (part.last()) {
      bucketEpochs.merge(part.bucket(), part.epoch(), Math::max);
    }
  }

  private void apply(PartitionReport report) {
    int partition = report.partition();
    report.hours().forEach(hour -> {
      if (hour.hour() < 0) {
        throw new AssertionError("hour: " + hour + " (expected: one in which something arrived)");
      }
    });
    List<PartitionReport> known = reports.computeIfAbsent(partition, each -> new ArrayList<>());
    PartitionReport last = known.isEmpty() ? null : known.get(known.size() - 1);
    if (last == null || report.epoch() > last.epoch()) {
      known.add(report);
      report
          .deadLetters()
          .forEach(letter -> letters
              .computeIfAbsent(partition, each -> new TreeMap<>())
              .put(letter.offset(), letter));
    }
    List<Fate> of = fates.computeIfAbsent(partition, each -> new ArrayList<>());
    if (report.beginOffset() > of.size()) {
      throw new AssertionError("fates: begin at " + report.beginOffset() + " after " + of.size());
    }
    List<Fate> more = new ArrayList<>();
    FateRuns.read(report.fates(), 0, report.fates().length, (fate, length) -> {
      for (long i = 0; i < length; i++) {
        more.add(fate);
      }
    });
    if (more.size() != report.endOffset() - report.beginOffset()
        || report.identityHashes().length != 3 * more.size()) {
      throw new AssertionError(
          "fates: " + more.size() + " of " + report.beginOffset() + ".." + report.endOffset());
    }
    for (int i = 0; i < more.size(); i++) {
      int at = (int) report.beginOffset() + i;
      if (at == of.size()) {
        of.add(more.get(i));
      } else if (of.get(at) != more.get(i)) {
        throw new AssertionError("fates: two at " + at);
      }
    }
  }

  private static final class MemoryPublisher implements Publisher {

    private final int store;
    private boolean resumed;

    MemoryPublisher(int store) {
      this.store = store;
    }

    private MemoryStore store() {
      MemoryStore open = OPEN.get(store);
      if (open == null) {
        throw new IllegalStateException("store: closed (expected: open)");
      }
      return open;
    }

    @Override
    public void resume(long epoch) {
      resumed = true;
      store().resume(epoch);
    }

    @Override
    public CompletionStage<Void> publish(BucketRows rows) {
      assertResumed();
      MemoryStore open = store();
      BucketRows copy = BucketRows.of(rows.toByteArray());
      return open.write(() -> open.apply(copy));
    }

    @Override
    public CompletionStage<Void> publish(PartitionReport report) {
      assertResumed();
      MemoryStore open = store();
      PartitionReport copy = PartitionReportLayout.report(PartitionReportLayout.value(report));
      return open.write(() -> open.apply(copy));
    }

    private void assertResumed() {
      if (!resumed) {
        throw new AssertionError("publish: before resume");
      }
    }

    @Override
    public void close() {
      // writes that are under way may still arrive
    }
  }

  static @Nullable MemoryStore of(int number) {
    return OPEN.get(number);
  }
}
