package io.tallystick.server;

import io.tallystick.core.node.NodeStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status that says what a test tells it to. */
final class FakeStatus implements NodeStatus {

  volatile State state = State.READY;
  volatile @Nullable String failure;
  volatile List<Partition> partitions = List.of();

  @Override
  public State state() {
    return state;
  }

  @Override
  public @Nullable String failure() {
    return failure;
  }

  @Override
  public List<Partition> partitions() {
    return partitions;
  }
}
