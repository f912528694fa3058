package io.tallystick.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.recount.CommittedData;
import io.tallystick.core.rollup.Aggregate;
import io.tallystick.core.rollup.Level;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.core.rollup.SeriesKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Goal: a recount reads all rows as of one epoch, however long it takes. Method: rows that change
 * in every epoch, and one that does not.
 */
class PinnedDataTest {

  private static final int MINUTE = 29_000_000;

  @Test
  void pinnedRowsStayAsTheyWereWhilePublishingGoesOn() {
    CassandraSettings settings = Keyspaces.shared();
    Epochs epochs = new Epochs(settings);
    AtomicBoolean stop = new AtomicBoolean();
    try (CassandraPublisher publisher = CassandraPublisher.open(settings);
        CassandraReader reader = CassandraReader.open(settings)) {
      epochs.count("seldom", MINUTE);
      CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
        while (!stop.get()) {
          for (int subject = 0; subject < 5; subject++) {
            epochs.count("S" + subject, MINUTE);
          }
          epochs.complete().publish(publisher).join();
          pause();
        }
      });
      try (CommittedData data = reader.committed()) {
        assertThat(data.rowsHoldAllPartitions()).isTrue();
        assertThat(data.partitions()).hasSize(settings.partitions());
        Map<String, Long> before = counts(data);
        long epoch = Objects.requireNonNull(before.get("S0"));
        assertThat(before).hasSize(7).containsEntry("seldom", 1L);
        for (int subject = 0; subject < 5; subject++) {
          assertThat(before).containsEntry("S" + subject, epoch);
        }
        assertThatThrownBy(reader::committed)
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("another one reads this keyspace");
        awaitEpoch(reader, epoch + 4);
        assertThat(counts(data)).isEqualTo(before);
      } finally {
        stop.set(true);
        publishing.join();
      }
    }
  }

  private static void awaitEpoch(CassandraReader reader, long epoch) {
    while (reader.open().epoch() < epoch) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All-time counts by subject; the total of the type under an empty name. */
  private static Map<String, Long> counts(CommittedData data) {
    Map<String, Long> counts = new HashMap<>();
    data.rows(Level.ALL, Integer.MIN_VALUE, Integer.MAX_VALUE, (key, value) -> {
      assertThat(data.row(key)).isEqualTo(value);
      int begin = RollupRowLayout.seriesOffset();
      int prefix = SeriesKey.prefixLength(key, begin);
      String subject = SeriesKey.isTotal(key, begin)
          ? ""
          : SeriesKey.values(key, begin + prefix, 1).get(0);
      RollupRowLayout.read(
          value, value.length, new Aggregate(), (child, all) -> counts.put(subject, all.count()));
    });
    return counts;
  }
}
