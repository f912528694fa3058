package io.tallystick.benchmarks.micro;

import io.tallystick.benchmarks.load.SampleBodies;
import io.tallystick.benchmarks.load.Workload;
import io.tallystick.core.event.EventDraft;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.log.LogBatchWriter;
import io.tallystick.protocol.event.EventDecoder;
import io.tallystick.protocol.event.EventForm;
import io.tallystick.protocol.event.RequestHeaders;
import java.util.ArrayList;
import java.util.List;

/** The events of the load benchmarks, decoded. */
final class SampleEvents {

  /** Events in a batch. */
  static final int BATCH = 1000;

  /** Different batches, so that no cache and no branch predictor knows what comes. */
  static final int BATCHES = 64;

  private SampleEvents() {}

  /** Bodies of {@link #BATCH} events each, over {@code subjects} subjects. */
  static List<byte[]> bodies(Workload.Format format, int subjects) {
    return bodies(format, subjects, BATCHES);
  }

  private static List<byte[]> bodies(Workload.Format format, int subjects, int batches) {
    Workload workload = new Workload(
        format, Workload.IdAlphabet.HEX, BATCH, subjects, 1.0, false, List.of(), 100, 1);
    return SampleBodies.of(workload, batches);
  }

  /** The events of all bodies, batch by batch, each in a draft of its own. */
  static List<List<EventDraft>> decoded(int subjects) {
    EventDecoder decoder = new EventDecoder(EventLimits.DEFAULT);
    List<List<EventDraft>> batches = new ArrayList<>();
    for (byte[] body : bodies(Workload.Format.PROTOBUF, subjects)) {
      List<EventDraft> batch = new ArrayList<>();
      decoder.decode(EventForm.PROTOBUF, body, 0, body.length, RequestHeaders.NONE, draft -> {
        batch.add(copy(draft));
        return null;
      });
      batches.add(batch);
    }
    return batches;
  }

  /** Batches of the log with {@link #BATCH} events each. */
  static List<byte[]> logBatches(int subjects, int batches) {
    EventDecoder decoder = new EventDecoder(EventLimits.DEFAULT);
    LogBatchWriter writer = new LogBatchWriter();
    List<byte[]> encoded = new ArrayList<>();
    for (byte[] body : bodies(Workload.Format.PROTOBUF, subjects, batches)) {
      writer.clear();
      decoder.decode(EventForm.PROTOBUF, body, 0, body.length, RequestHeaders.NONE, draft -> {
        writer.add(draft);
        return null;
      });
      encoded.add(writer.toByteArray());
    }
    return encoded;
  }

  private static EventDraft copy(EventDraft draft) {
    EventDraft copy = new EventDraft();
    copy.source().set(draft.source());
    copy.id().set(draft.id());
    copy.type().set(draft.type());
    copy.subject().set(draft.subject());
    copy.timeMillis(draft.timeMillis());
    copy.value(draft.valueUnscaled(), draft.valueScale());
    return copy;
  }
}
