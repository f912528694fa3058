package io.tallystick.cli.send;

import io.tallystick.cli.CommandFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The failure that ends a run; later ones only follow from it. Thread-safe. */
final class FirstFailure {

  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  void set(Throwable failure) {
    first.compareAndSet(null, failure);
  }

  /** Whether something has failed, so that trying again is no use. */
  boolean isSet() {
    return first.get() != null;
  }

  /** Throws the failure, if there is one. */
  void rethrow() {
    Throwable failure = first.get();
    if (failure instanceof CommandFailure known) {
      throw known;
    }
    if (failure != null) {
      throw new IllegalStateException("delivery failed: " + failure, failure);
    }
  }
}
