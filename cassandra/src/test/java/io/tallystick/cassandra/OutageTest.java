package io.tallystick.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.cassandra.read.CassandraReader;
import io.tallystick.cassandra.write.CassandraPublisher;
import io.tallystick.cluster.CassandraCluster;
import io.tallystick.core.event.RefusedException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: while Cassandra is gone an epoch waits, and nothing is lost. Method: a node of its own that
 * is killed in the middle of an epoch and started again.
 */
class OutageTest {

  private static final int MINUTE = 29_000_000;
  private static final int SUBJECTS = 2_000;

  @Test
  void anEpochWaitsForCassandra(@TempDir Path folder) throws Exception {
    try (CassandraCluster cluster = CassandraCluster.start(folder, 1)) {
      CassandraSettings settings = Keyspaces.in(cluster);
      Epochs epochs = new Epochs(settings);
      try (CassandraPublisher publisher = CassandraPublisher.open(settings);
          CassandraReader reader = CassandraReader.open(settings)) {
        next(epochs).publish(publisher).join();
        Epochs.Complete second = next(epochs);
        cluster.nodes().get(0).kill();
        CompletableFuture<Void> waiting = second.publish(publisher);
        while (publisher.statistics().retries() < 10) {
          Thread.sleep(10);
        }
        assertThat(waiting).isNotDone();
        assertThat(publisher.statistics().waiting()).isPositive();
        reader.refresh();
        assertThatThrownBy(reader::open).isInstanceOf(RefusedException.class);

        cluster.nodes().get(0).start();
        waiting.get(3, TimeUnit.MINUTES);
        assertThat(publisher.statistics().waiting()).isZero();
        next(epochs).publish(publisher).get(3, TimeUnit.MINUTES);
        awaitAnswer(reader);
        reader.refresh();
        assertThat(reader.open().epoch()).isEqualTo(3);
        for (int subject = 0; subject < SUBJECTS; subject += 100) {
          assertThat(Epochs.total(reader.open(), "S" + subject)).isEqualTo(3);
        }
      }
    }
  }

  /** It has connections of its own, which it tries to open again now and then. */
  private static void awaitAnswer(CassandraReader reader) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        reader.open();
        return;
      } catch (RefusedException notYet) {
        assertThat(System.nanoTime() - begin)
            .as(notYet.getMessage())
            .isLessThan(TimeUnit.MINUTES.toNanos(3));
        Thread.sleep(50);
      }
    }
  }

  private static Epochs.Complete next(Epochs epochs) {
    for (int subject = 0; subject < SUBJECTS; subject++) {
      epochs.count("S" + subject, MINUTE);
    }
    return epochs.complete();
  }
}
