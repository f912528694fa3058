package io.tallystick.app.cluster;

import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.event.TextSlice;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.FateRuns;
import io.tallystick.core.log.EventIdentity;
import io.tallystick.core.process.DimensionSpan;
import io.tallystick.core.process.PartitionState;
import io.tallystick.core.publish.PublishedView;
import io.tallystick.core.receipt.CommitRecord;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.kafka.tail.TailFollower;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds events by their identity: what was published by its index, the rest in the topic. */
final class ClusterReceipts implements ReceiptReader {

  /*
   * The index gives offsets that may be those of the event; the commit of each tells its fate and
   * between which positions of the topic it stands, and the records there tell whether it is the
   * event. What has no fate yet is read whole: it is short unless counting is far behind.
   */

  /** Copies in one receipt; of more, the first and the latest are shown. */
  private static final int COPIES_MAX = 1_000;

  /** Events of one partition in flight that are searched. */
  private static final long TAIL_EVENTS_MAX = 1_000_000;

  private final Moments moments;
  private final TopicEvents events;
  private final int partitions;

  ClusterReceipts(Moments moments, TopicEvents events, int partitions) {
    this.moments = moments;
    this.events = events;
    this.partitions = partitions;
  }

  @Override
  public @Nullable Receipt find(String source, String id) {
    TextSlice sourceText = new TextSlice();
    TextSlice idText = new TextSlice();
    sourceText.set(source);
    idText.set(id);
    EventIdentity identity = new EventIdentity();
    identity.of(sourceText, idText);
    int partition = EventIdentity.partition(identity.high(), partitions);
    long low = identity.low();
    return moments.read(moment -> find(moment, partition, low, source, id));
  }

  private @Nullable Receipt find(
      Moment moment, int partition, long identityLow, String source, String id) {
    TopicEvents.Wanted wanted = new TopicEvents.Wanted(partition, source, id);
    TreeMap<Long, Receipt.Copy> copies = new TreeMap<>();
    addPublished(moment, wanted, identityLow, copies);
    addInFlight(moment, wanted, copies);
    List<Receipt.Copy> ordered = new ArrayList<>();
    Long original = null;
    for (Map.Entry<Long, Receipt.Copy> copy : copies.entrySet()) {
      boolean duplicate = copy.getValue().fate() == Fate.DUPLICATE;
      ordered.add(duplicate ? duplicateOf(copy.getValue(), original) : copy.getValue());
      original = duplicate ? original : copy.getKey();
    }
    return ordered.isEmpty() ? null : new Receipt(ordered);
  }

  private void addPublished(
      Moment moment,
      TopicEvents.Wanted wanted,
      long identityLow,
      TreeMap<Long, Receipt.Copy> copies) {
    int partition = wanted.partition();
    TreeSet<Long> candidates = new TreeSet<>();
    moment.view().candidates(partition, identityLow, offset -> {
      if (offset < moment.offset(partition)) {
        candidates.add(offset);
        if (candidates.size() > COPIES_MAX) {
          // the first one is kept, it is the one that was counted most often
          candidates.remove(candidates.higher(candidates.first()));
        }
      }
    });
    PartitionState state = moment.state(partition);
    while (!candidates.isEmpty() && state != null) {
      long first = candidates.first();
      PublishedView.Commit commit = moment.view().commitOf(partition, first);
      if (commit == null) {
        candidates.remove(first);
        continue;
      }
      CommitRecord record = commit.record();
      TreeSet<Long> inCommit = new TreeSet<>(candidates.headSet(record.endOffset()));
      candidates.removeAll(inCommit);
      TreeMap<Long, TopicEvents.Found> found = events.find(
          wanted,
          commit.positionsBefore(),
          commit.positionsAfter(),
          record.beginOffset(),
          inCommit);
      found.forEach((offset, event) ->
          copies.put(offset, published(moment, state, partition, record, offset, event)));
    }
  }

  private static Receipt.Copy published(
      Moment moment,
      PartitionState state,
      int partition,
      CommitRecord record,
      long offset,
      TopicEvents.Found found) {
    Fate fate = FateRuns.at(record.fates(), offset - record.beginOffset());
    DeadLetter letter =
        fate == Fate.DEAD_LETTERED ? moment.view().deadLetter(partition, offset) : null;
    return new Receipt.Copy(
        found.event(),
        fate,
        partition,
        offset,
        found.arrivalMillis(),
        record.committedMillis(),
        fate == Fate.COUNTED
            ? DimensionSpan.counted(state.dimensions(), offset, found.event())
            : List.of(),
        null,
        letter);
  }

  private void addInFlight(
      Moment moment, TopicEvents.Wanted wanted, TreeMap<Long, Receipt.Copy> copies) {
    int partition = wanted.partition();
    long inFlight = moment.inFlight(partition).events();
    if (inFlight > TAIL_EVENTS_MAX) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE,
          "events in flight",
          String.valueOf(inFlight),
          "at most " + TAIL_EVENTS_MAX + " while receipts are given, try again later");
    }
    Map<Integer, Long> published = TailFollower.positions(moment.view().partitions().stream()
        .map(PublishedView.Partition::logPositions)
        .toList());
    events
        .find(
            wanted,
            published,
            events.ends(),
            moment.offset(partition),
            Collections.emptySortedSet())
        .forEach((offset, found) -> copies.put(
            offset,
            new Receipt.Copy(
                found.event(),
                Fate.IN_FLIGHT,
                partition,
                offset,
                found.arrivalMillis(),
                null,
                List.of(),
                null,
                null)));
  }

  private static Receipt.Copy duplicateOf(Receipt.Copy copy, @Nullable Long original) {
    return new Receipt.Copy(
        copy.event(),
        copy.fate(),
        copy.partition(),
        copy.offset(),
        copy.arrivalMillis(),
        copy.committedMillis(),
        copy.counted(),
        original,
        copy.deadLetter());
  }
}
