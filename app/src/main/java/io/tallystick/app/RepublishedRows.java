package io.tallystick.app;

import io.tallystick.core.recount.RowRepair;
import io.tallystick.core.rollup.RollupRowLayout;
import io.tallystick.kafka.record.RowKeys;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Repairs rows of a cluster: asks the counting job to publish them again. Stateless. */
final class RepublishedRows implements RowRepair {

  private static final long SECONDS_MAX = 30;

  private final Function<List<byte[]>, CompletionStage<Void>> ask;

  /**
   * @param ask for rows, by their keys without partition
   */
  RepublishedRows(Function<List<byte[]>, CompletionStage<Void>> ask) {
    this.ask = ask;
  }

  @Override
  public Hold holdRows() {
    // rows are replaced as a whole, and the compared epoch is pinned
    return () -> {};
  }

  @Override
  public boolean republishes() {
    return true;
  }

  @Override
  public void apply(long recount, List<Change> changes) {
    for (int begin = 0; begin < changes.size(); begin += RowKeys.COUNT_MAX) {
      int end = Math.min(changes.size(), begin + RowKeys.COUNT_MAX);
      List<byte[]> keys = changes.subList(begin, end).stream()
          .map(Change::key)
          .map(key -> Arrays.copyOf(key, RollupRowLayout.seriesEnd(key.length)))
          .toList();
      try {
        ask.apply(keys).toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("recount: interrupted while it asked for rows", e);
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException(
            "recount: " + keys.size() + " rows could not be asked for, the topic does not take"
                + " records; try again",
            e);
      }
    }
  }

  @Override
  public List<Recorded> recorded(int countMax) {
    // the job's rows were right all the time: nothing was changed by hand
    return List.of();
  }
}
