package io.tallystick.core.publish;

/** Port: opens views of what a {@link Publisher} has made visible. Thread-safe. */
public interface PublishedReader {

  /**
   * A view of the last epoch that every bucket and every partition has reached.
   *
   * @throws io.tallystick.core.event.RefusedException {@link
   *     io.tallystick.core.event.ErrorCode#UNAVAILABLE} when the store does not answer in time
   */
  PublishedView open();
}
