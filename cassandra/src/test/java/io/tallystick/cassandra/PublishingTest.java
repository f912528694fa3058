package io.tallystick.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.OutdatedViewException;
import io.tallystick.core.rollup.SeriesKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: readers see whole epochs, and writers that are late change nothing. */
class PublishingTest {

  private static final int MINUTE = 29_000_000;

  private final CassandraSettings settings = Keyspaces.shared();
  private final Epochs epochs = new Epochs(settings);
  private final CassandraPublisher publisher = CassandraPublisher.open(settings);
  private final CassandraReader reader = CassandraReader.open(settings);

  @AfterEach
  void close() {
    publisher.close();
    reader.close();
  }

  private PublishedView view() {
    reader.refresh();
    return reader.open();
  }

  /** Goal: what a zombie writes, late or again, is never seen. Method: old epochs, other values. */
  @Test
  void aWriterThatShouldBeDeadChangesNothing() {
    Epochs zombie = new Epochs(settings);
    zombie.count("A", MINUTE);
    Epochs.Complete first = zombie.complete();
    zombie.count("A", MINUTE);
    Epochs.Complete late = zombie.complete();

    epochs.count("A", MINUTE);
    epochs.complete().publish(publisher).join();
    epochs.complete().publish(publisher).join();
    epochs.count("A", MINUTE);
    epochs.count("A", MINUTE);
    Epochs.Complete third = epochs.complete();
    third.publish(publisher).join();
    String before = everything(view());

    try (CassandraPublisher other = CassandraPublisher.open(settings)) {
      first.publish(other).join();
      late.publish(other).join();
      third.publish(other).join();
    }
    assertThat(everything(view())).isEqualTo(before).contains("A=3").contains("epoch 3");
  }

  /** Goal: rows are not seen before their epoch is whole. Method: all rows, no reports. */
  @Test
  void aPartOfAnEpochIsNotSeen() {
    epochs.count("A", MINUTE);
    epochs.complete().publish(publisher).join();
    epochs.count("A", MINUTE);
    Epochs.Complete second = epochs.complete();
    CompletableFuture<?>[] rows =
        second.rows().stream().map(publisher::publish).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(rows).join();

    assertThat(everything(view())).contains("epoch 1").contains("A=1");

    second.publish(publisher).join();
    assertThat(everything(view())).contains("epoch 2").contains("A=2");
  }

  /** Goal: every view is of one epoch. Method: rows that grow together, read while they do. */
  @Test
  void everyViewIsOfOneEpochWhilePublishingGoesOn() {
    int last = 60;
    CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
      for (int i = 0; i < last; i++) {
        for (int subject = 0; subject < 20; subject++) {
          epochs.count("S" + subject, MINUTE + i % 3);
        }
        epochs.complete().publish(publisher).join();
      }
    });
    int views = 0;
    long seen = 0;
    while (seen < last && !publishing.isCompletedExceptionally()) {
      PublishedView view = view();
      try {
        for (int subject = 0; subject < 20; subject++) {
          assertThat(Epochs.total(view, "S" + subject)).isEqualTo(view.epoch());
        }
        assertThat(view.countedInTotals()).isEqualTo(20 * view.epoch());
        views++;
        seen = view.epoch();
      } catch (OutdatedViewException tooSlow) {
        assertThat(view.epoch())
            .as("a view grows old with the epoch after the next")
            .isLessThan(last - 1);
      }
    }
    publishing.join();
    assertThat(views).isPositive();
  }

  @Test
  void aViewThatIsTooOldSaysSo() {
    epochs.count("A", MINUTE);
    epochs.complete().publish(publisher).join();
    PublishedView old = view();
    for (int i = 0; i < 2; i++) {
      epochs.count("A", MINUTE);
      epochs.complete().publish(publisher).join();
    }
    assertThatThrownBy(() -> Epochs.total(old, "A"))
        .isInstanceOf(OutdatedViewException.class)
        .hasMessageContaining("epoch 1");
    // without being asked to, the next view is read anew
    assertThat(Epochs.total(reader.open(), "A")).isEqualTo(3);
  }

  @Test
  void countingCannotGoBackBehindWhatIsPublished() {
    publisher.resume(0);
    epochs.complete().publish(publisher).join();
    epochs.complete().publish(publisher).join();
    publisher.resume(2);
    publisher.resume(3);
    assertThatThrownBy(() -> publisher.resume(1))
        .hasMessageContaining("epoch: 1 (expected: at least 2")
        .hasMessageContaining("latest checkpoint");
  }

  /** Goal: a batch is one Cassandra partition and bounded. Method: more rows than fit into one. */
  @Test
  void manyAndLargeRowsArePublished() {
    String name = "x".repeat(900);
    for (int subject = 0; subject < 3_000; subject++) {
      epochs.count(name + subject, MINUTE + subject % 2);
    }
    epochs.complete().publish(publisher).join();
    PublishedView view = view();
    Map<String, Long> found = new TreeMap<>();
    view.rows(
        Level.MINUTE,
        Level.MINUTE.parent(MINUTE),
        SeriesKey.prefix("view", Dimension.SUBJECT),
        (key, offset, length, child, aggregate) ->
            found.put(SeriesKey.values(key, offset, 1).get(0), aggregate.count()));
    assertThat(found).hasSize(3_000).containsEntry(name + 2_999, 1L);
    assertThat(publisher.statistics().rows()).isEqualTo(4 * 3_000 + 4);
    assertThat(publisher.statistics().writes()).isLessThan(2_000);
  }

  /** Goal: rows live as long as their window is young. Method: a year ago, a time to live of days. */
  @Test
  void rowsWhoseTimeIsOverAreNotWritten() {
    int now = (int) (System.currentTimeMillis() / 60_000);
    int old = now - 366 * 24 * 60;
    CassandraSettings settings = Keyspaces.shared();
    TimeToLive days =
        new TimeToLive(Duration.ofDays(7), Duration.ofDays(90), Duration.ZERO, Duration.ofDays(1));
    CassandraSettings some = new CassandraSettings(
        settings.contactPoints(),
        settings.localDatacenter(),
        settings.keyspace(),
        settings.replication(),
        settings.consistency(),
        settings.partitions(),
        settings.buckets(),
        days,
        null,
        settings.writesInFlightMax());
    Epochs own = new Epochs(some);
    own.count("A", now);
    own.count("A", old);
    try (CassandraPublisher ttl = CassandraPublisher.open(some)) {
      own.complete().publish(ttl).join();
    }
    try (Store store = Store.open(some)) {
      Map<Integer, List<String>> ttls = new TreeMap<>();
      for (Row row : store
          .session()
          .execute("SELECT level, parent, TTL(versions) FROM " + store.table("rollups"))) {
        int level = row.getByte(0);
        ttls.computeIfAbsent(level, key -> new ArrayList<>())
            .add(row.isNull(2) ? "ever" : hoursLeft(row.getInt(2), end(level, now)) + " hours");
      }
      ttls.values().forEach(each -> each.sort(null));
      // of subject and total each: all time, two months, the young day, the young hour
      assertThat(ttls)
          .isEqualTo(Map.of(
              0, List.of("ever", "ever"),
              1, List.of("ever", "ever", "ever", "ever"),
              2, List.of("2160 hours", "2160 hours"),
              3, List.of("168 hours", "168 hours")));
    }
  }

  /** When the window of a row is over that is of the hours of a day, or the minutes of an hour. */
  private static long end(int level, int minute) {
    int minutes = level == Level.HOUR.number() ? 24 * 60 : 60;
    return (minute / minutes + 1) * minutes * 60L;
  }

  /** How long a row outlives its window. */
  private static long hoursLeft(int ttlSeconds, long windowEndSeconds) {
    return Math.round(
        (System.currentTimeMillis() / 1_000 + ttlSeconds - windowEndSeconds) / 3_600.0);
  }

  private static String everything(PublishedView view) {
    StringBuilder all = new StringBuilder("epoch " + view.epoch());
    for (Level level : Level.values()) {
      view.rows(
          level,
          level.parent(MINUTE),
          SeriesKey.prefix("view", Dimension.SUBJECT),
          (key, offset, length, child, aggregate) -> all.append(' ')
              .append(level)
              .append(' ')
              .append(SeriesKey.values(key, offset, 1).get(0))
              .append('=')
              .append(aggregate.count()));
    }
    Aggregate total = new Aggregate();
    view.row(
        Level.ALL,
        0,
        SeriesKey.of("view", Dimension.TOTAL, List.of()),
        (child, aggregate) -> total.merge(aggregate));
    return all + " total " + total + " states " + view.partitions().size();
  }
}
