package io.tallystick.embedded.engine;

import io.tallystick.core.node.Notice;
import io.tallystick.core.process.PartitionState;
import io.tallystick.embedded.rollup.RocksRollupStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks again and again that the sums of the ledger add up. */
final class LedgerAudit {

  /*
   * Two independent ways to the same number: each partition counts the fates as it decides them,
   * and every counted event is in the total of its type. What is committed is compared on one
   * snapshot, so it must agree to the event, whatever arrives meanwhile.
   */

  /** A check may take this part of the time: with very many types it comes less often. */
  private static final int PART_OF_TIME = 100;

  private static final Logger LOGGER = LoggerFactory.getLogger(LedgerAudit.class);

  private final RocksRollupStore store;
  private volatile List<String> imbalances = List.of();
  private volatile long checks;
  private long notBeforeNanos = System.nanoTime();

  LedgerAudit(RocksRollupStore store) {
    this.store = store;
  }

  /** Where the committed sums did not add up when they were last checked. */
  List<String> imbalances() {
    return imbalances;
  }

  /** How often they were checked. */
  long checks() {
    return checks;
  }

  /** Checks once, unless the last time is too short ago for what it took; never throws. */
  void run() {
    long begin = System.nanoTime();
    if (begin - notBeforeNanos < 0) {
      return;
    }
    try {
      List<String> found = check();
      if (!found.isEmpty() && !found.equals(imbalances)) {
        LOGGER.error(
            "{}",
            Notice.of("ledger-imbalance", "ledger: does not add up: " + String.join("; ", found))
                .did("the node answers not ready, goes on counting, and nothing was changed")
                .advice("recount to see which rows are wrong, and repair them")
                .with("imbalances", found.size()));
      }
      if (found.isEmpty() && !imbalances.isEmpty()) {
        LOGGER.info("{}", Notice.of("ledger-balanced", "ledger: adds up again"));
      }
      imbalances = found;
      notBeforeNanos = System.nanoTime() + (System.nanoTime() - begin) * PART_OF_TIME;
    } catch (RuntimeException e) {
      LOGGER.error(
          "{}",
          Notice.of("ledger-unchecked", "ledger: could not be checked").did("trying again"),
          e);
      imbalances = List.of("ledger: could not be checked (" + e.getMessage() + ")");
    }
    checks++;
  }

  private List<String> check() {
    List<String> found = new ArrayList<>();
    RocksRollupStore.Totals totals = store.totals();
    for (Map.Entry<Integer, PartitionState> entry : totals.states().entrySet()) {
      int partition = entry.getKey();
      PartitionState state = entry.getValue();
      state.check("committed", found);
      long counted = totals.counted().getOrDefault(partition, 0L);
      if (counted != state.tally().counted()) {
        found.add("partition " + partition + ": the all-time totals of all types hold " + counted
            + " events (expected: " + state.tally().counted() + ", as were counted)");
      }
    }
    return found;
  }

  /** Checks what one partition publishes. */
  static void check(int partition, Publication.Progress progress, List<String> found) {
    if (progress.tally().total() != progress.offset()) {
      found.add("partition " + partition + ": " + progress.tally().total()
          + " events have a fate (expected: " + progress.offset() + ", the processed offset)");
    }
  }
}
