package io.tallystick.app;

/** A node that listens, whatever its role. Thread-safe. */
interface RunningNode extends AutoCloseable {

  /** The port that is listened on. */
  int port();

  /** Where its data is, for the operator. */
  String place();

  /** Refuses what is new, finishes what is in flight, and ends. */
  @Override
  void close();
}
