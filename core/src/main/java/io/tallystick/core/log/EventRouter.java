package io.tallystick.core.log;

import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.IdGenerator;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.TextSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one request into one log batch for each partition that they go to.
 *
 * <p>A missing source becomes {@link #DEFAULT_SOURCE}, a missing id a generated one, a missing time
 * the arrival. The partition follows from source and id alone, so every copy of an event goes to
 * the same one.
 *
 * <p>Reusable, call {@link #begin} for each request; single-threaded.
 */
public final class EventRouter {

  /** The source of an event that names none. */
  public static final String DEFAULT_SOURCE = "default";

  private static final int IDENTITIES = 64;

  /** Kept between batches at most; a larger batch was a rare one. */
  private static final int IDENTITIES_KEPT_MAX = 1 << 14;

  private final EventRules rules;
  private final IdGenerator ids;
  private final LogBatchWriter[] writers;

  /** Identities of the events in each writer, high and low: counting needs them again. */
  private final long[][] identities;

  private final TextSlice defaultSource = new TextSlice();
  private final EventIdentity identity = new EventIdentity();
  private List<EventLog.Append> appends = new ArrayList<>();
  private long arrivalMillis;
  private boolean canary;

  /**
   * @param partitions how many partitions the log has
   * @param ids gives ids to events without one
   */
  public EventRouter(int partitions, EventRules rules, IdGenerator ids) {
    if (partitions <= 0) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
    }
    this.rules = rules;
    this.ids = ids;
    this.writers = new LogBatchWriter[partitions];
    this.identities = new long[partitions][2 * IDENTITIES];
    for (int i = 0; i < partitions; i++) {
      writers[i] = new LogBatchWriter();
    }
    defaultSource.set(DEFAULT_SOURCE);
  }

  /** Begins a request that arrives at {@code arrivalMillis}, and forgets an unfinished one. */
  public void begin(long arrivalMillis) {
    begin(arrivalMillis, false);
  }

  /**
   * Begins a request, and forgets an unfinished one.
   *
   * @param canary whether it is the node's own: then all events must have the reserved source and
   *     type, and otherwise none may
   */
  public void begin(long arrivalMillis, boolean canary) {
    this.arrivalMillis = arrivalMillis;
    this.canary = canary;
    appends = new ArrayList<>(writers.length);
    for (LogBatchWriter writer : writers) {
      if (writer.count() > 0) {
        writer.clear();
      }
    }
  }

  /**
   * Fills what {@code draft} lacks and adds it to the batch of its partition; or says why it is
   * refused, and then changes nothing.
   */
  public @Nullable Refusal add(EventDraft draft) {
    Refusal refusal = rules.check(draft, arrivalMillis);
    if (refusal != null) {
      return refusal;
    }
    Refusal reserved = reserved(draft);
    if (reserved != null) {
      return reserved;
    }
    if (draft.source().isEmpty()) {
      draft.source().set(defaultSource);
    }
    if (draft.id().isEmpty()) {
      ids.assign(draft.id());
    }
    if (!draft.hasTime()) {
      draft.timeMillis(arrivalMillis);
    }
    identity.of(draft.source(), draft.id());
    int partition = EventIdentity.partition(identity.high(), writers.length);
    LogBatchWriter writer = writers[partition];
    if (writer.count() == LogBatchLayout.COUNT_MAX) {
      end(partition);
    }
    remember(partition, writer.count());
    writer.add(draft);
    return null;
  }

  private void remember(int partition, int event) {
    long[] known = identities[partition];
    if (2 * event == known.length) {
      known = Arrays.copyOf(known, 2 * known.length);
      identities[partition] = known;
    }
    known[2 * event] = identity.high();
    known[2 * event + 1] = identity.low();
  }

  private @Nullable Refusal reserved(EventDraft draft) {
    if (CanaryEvents.isCanary(draft.source()) != canary) {
      return reserved(ErrorCode.RESERVED_SOURCE, "source", draft.source(), CanaryEvents.SOURCE);
    }
    if (CanaryEvents.isCanaryType(draft.type()) != canary) {
      return reserved(ErrorCode.RESERVED_TYPE, "type", draft.type(), CanaryEvents.TYPE);
    }
    return null;
  }

  private Refusal reserved(ErrorCode code, String name, TextSlice text, String ours) {
    String expected = canary ? ours : "any but " + ours + ", which the node itself uses";
    return Refusal.of(code, name, text.toString(), expected);
  }

  /** Ends the request: its batches, none of them empty; the list is the caller's. */
  public List<EventLog.Append> finish() {
    for (int partition = 0; partition < writers.length; partition++) {
      if (writers[partition].count() > 0) {
        end(partition);
      }
    }
    List<EventLog.Append> finished = appends;
    appends = new ArrayList<>();
    return finished;
  }

  private void end(int partition) {
    LogBatchWriter writer = writers[partition];
    long[] known = identities[partition];
    if (known.length > 2 * IDENTITIES_KEPT_MAX) {
      identities[partition] = new long[2 * IDENTITIES];
    }
    appends.add(new EventLog.Append(
        partition,
        writer.count(),
        writer.toByteArray(),
        writer.timeMillisMin(),
        canary ? writer.count() : 0,
        Arrays.copyOf(known, 2 * writer.count())));
    writer.clear();
  }
}
