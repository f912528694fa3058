package io.tallystick.qa.load;

import java.time.Duration;

/**
 * What a load is like.
 *
 * @param senders how many clients send at a time
 * @param batchMax most events in one request
 * @param pauseMillis mean time between two requests of a client
 * @param duplicateAgeMax how old an event may be that is sent again; well within the window
 * @param ruled whether some events break a rule of the configuration
 * @param listener hears of each acknowledged request, from any thread
 */
public record LoadSettings(
    int senders,
    int batchMax,
    int pauseMillis,
    Duration duplicateAgeMax,
    boolean ruled,
    Listener listener) {

  /** Hears of acknowledged requests. */
  public interface Listener {
    /** One took {@code nanos}; the event {@code id} was in it. */
    void acknowledged(String id, long nanos);
  }

  /** As fast as four clients can. */
  public static final LoadSettings FAST =
      new LoadSettings(4, 400, 0, Duration.ofSeconds(60), false, (id, nanos) -> {});

  /** The same with other batches. */
  public LoadSettings withBatchMax(int otherBatchMax) {
    return new LoadSettings(senders, otherBatchMax, pauseMillis, duplicateAgeMax, ruled, listener);
  }

  /** The same with another pace. */
  public LoadSettings withPauseMillis(int otherPauseMillis) {
    return new LoadSettings(senders, batchMax, otherPauseMillis, duplicateAgeMax, ruled, listener);
  }

  /** The same with events that break a rule among them. */
  public LoadSettings withRule() {
    return new LoadSettings(senders, batchMax, pauseMillis, duplicateAgeMax, true, listener);
  }
}
