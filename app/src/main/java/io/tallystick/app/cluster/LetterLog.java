package io.tallystick.app.cluster;

import io.tallystick.core.log.EventLog;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where replays and discards of dead letters go: the topic. Thread-safe. */
interface LetterLog {

  /** As {@link EventLog#append}. */
  CompletionStage<Void> append(List<EventLog.Append> appends);

  /** Gives up the dead letter at {@code offset} of {@code partition}, durably. */
  CompletionStage<Void> discard(int partition, long offset, String note);
}
