package io.tallystick.app.cluster;

import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.Notice;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.rollup.OutdatedViewException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks again and again that the published sums of the ledger add up. Thread-safe. */
final class ClusterAudit implements AutoCloseable {

  /*
   * Two independent ways to the same number: the partitions count the fates as they decide them,
   * and every counted event is in the total of its type. Rows of a cluster no longer tell which
   * partition brought what, so the totals are compared for all partitions together.
   */

  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterAudit.class);
  private static final long EVERY_MILLIS = 5_000;
  private static final long STOP_MILLIS_MAX = 5_000;

  private final Moments moments;
  private final Thread thread;
  private volatile List<String> imbalances = List.of();
  private volatile long checks;

  /** Begins to check. */
  ClusterAudit(Moments moments) {
    this.moments = moments;
    this.thread = new Thread(this::run, "ledger-audit");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where the published sums did not add up when they were last checked. */
  List<String> imbalances() {
    return imbalances;
  }

  /** How often they were checked. */
  long checks() {
    return checks;
  }

  private void run() {
    while (true) {
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      if (moments.last() != null) {
        checkOnce();
      }
    }
  }

  private void checkOnce() {
    try {
      List<String> found = moments.read(moment -> check(moment.view()));
      if (!found.isEmpty() && !found.equals(imbalances)) {
        LOGGER.error(
            "{}",
            Notice.of("ledger-imbalance", "ledger: does not add up: " + String.join("; ", found))
                .did("this node answers not ready, the cluster goes on counting, and nothing was"
                    + " changed")
                .advice("recount to see which rows are wrong, and repair them")
                .with("imbalances", found.size()));
      }
      if (found.isEmpty() && !imbalances.isEmpty()) {
        LOGGER.info("{}", Notice.of("ledger-balanced", "ledger: adds up again"));
      }
      imbalances = found;
      checks++;
    } catch (RefusedException | OutdatedViewException e) {
      // no answer is no imbalance; the state of the node tells of it
      LOGGER.debug("ledger: not checked", e);
    } catch (RuntimeException e) {
      LOGGER.error(
          "{}",
          Notice.of("ledger-unchecked", "ledger: could not be checked").did("trying again"),
          e);
      imbalances = List.of("ledger: could not be checked (" + e.getMessage() + ")");
    }
  }

  /** Where the sums of a view do not add up. */
  static List<String> check(PublishedView view) {
    List<String> found = new ArrayList<>();
    long counted = 0;
    for (PublishedView.Partition published : view.partitions()) {
      counted += published.state().tally().counted();
      published.state().check("published", found);
    }
    long total = view.countedInTotals();
    if (total != counted) {
      found.add("epoch " + view.epoch() + ": the all-time totals of all types hold " + total
          + " events (expected: " + counted + ", as were counted)");
    }
    return found;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
