package io.tallystick.core.recount;

import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.recount.Difference.Cause;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a recount has come, and what it has found. Immutable.
 *
 * @param id its number, from 1 since the node was started
 * @param startedMillis milliseconds since the epoch
 * @param endedMillis the same; null while it runs
 * @param step what it does, or has done last, in a few words
 * @param progress of the whole, 0 to 1
 * @param exportMillis time that writing Parquet files has taken
 * @param recountMillis time that everything else has taken
 * @param coverage which events there were to count, one a partition
 * @param events that were read
 * @param cells stored windows that were compared
 * @param differences windows that differ; all are counted here
 * @param causes how many windows differ for which cause
 * @param listed the first differences
 * @param fates events whose committed fate breaks the rules; the first of them
 * @param fateDifferences how many there are
 * @param ledger partitions whose ledger differs
 * @param archive what is wrong with the archived files, in words
 * @param rows rows that hold a difference
 * @param repaired rows that were rewritten
 * @param notes what the reader should know, in words
 * @param failure why it could not be finished; null unless {@link State#FAILED}
 */
public record RecountReport(
    long id,
    RecountRequest request,
    State state,
    long startedMillis,
    @Nullable Long endedMillis,
    String step,
    double progress,
    long exportMillis,
    long recountMillis,
    List<Coverage> coverage,
    long events,
    long cells,
    long differences,
    Map<Cause, Long> causes,
    List<Difference> listed,
    List<FateDifference> fates,
    long fateDifferences,
    List<LedgerDifference> ledger,
    List<String> archive,
    long rows,
    long repaired,
    List<String> notes,
    @Nullable String failure) {

  /** Most differences of each kind that a report lists. */
  public static final int LISTED_MAX = 100;

  public RecountReport {
    coverage = List.copyOf(coverage);
    causes = Map.copyOf(causes);
    listed = List.copyOf(listed);
    fates = List.copyOf(fates);
    ledger = List.copyOf(ledger);
    archive = List.copyOf(archive);
    notes = List.copyOf(notes);
  }

  /** Whether it has found nothing wrong. */
  public boolean isClean() {
    return state == State.DONE
        && differences == 0
        && fateDifferences == 0
        && ledger.isEmpty()
        && archive.isEmpty();
  }

  /** How far it is. */
  public enum State {
    RUNNING("running"),
    DONE("done"),
    FAILED("failed");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** The word that stands in answers. */
    public String text() {
      return text;
    }
  }

  /**
   * Which events of a partition could be read.
   *
   * @param beginOffset the first one; what was before has been trimmed without being archived
   * @param endOffset offset after the last one
   */
  public record Coverage(int partition, long beginOffset, long endOffset) {

    /** Whether nothing is missing. */
    public boolean isComplete() {
      return beginOffset == 0;
    }
  }

  /**
   * An event whose committed fate is not what the rules of deduplication give.
   *
   * @param committed its fate
   * @param expected {@link Fate#DUPLICATE} or {@link Fate#COUNTED}
   */
  public record FateDifference(
      int partition, long offset, String source, String id, Fate committed, Fate expected) {}

  /**
   * A partition whose ledger is not what its events add up to.
   *
   * @param expected from the raw events
   * @param stored in the ledger
   */
  public record LedgerDifference(int partition, Tally expected, Tally stored) {}
}
