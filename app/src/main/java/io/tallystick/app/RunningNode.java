package io.tallystick.app;

import io.tallystick.core.node.NodeStatus;

/** A node that listens, whatever its role. Thread-safe. */
interface RunningNode extends AutoCloseable {

  /** The port that is listened on. */
  int port();

  /** How it is doing. */
  NodeStatus status();

  /** Where its data is, for the operator. */
  String place();

  /** Refuses what is new, finishes what is in flight, and ends. */
  @Override
  void close();
}
