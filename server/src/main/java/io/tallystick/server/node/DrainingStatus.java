package io.tallystick.server.node;

import io.tallystick.core.node.NodeStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a node whose server may already be draining. Thread-safe. */
public final class DrainingStatus implements NodeStatus {

  private final NodeStatus status;
  private volatile boolean draining;

  public DrainingStatus(NodeStatus status) {
    this.status = status;
  }

  /** From now on the state is {@link State#STOPPING} unless it is worse. */
  public void drain() {
    draining = true;
  }

  @Override
  public State state() {
    State state = status.state();
    return draining && state.compareTo(State.STOPPING) < 0 ? State.STOPPING : state;
  }

  @Override
  public @Nullable String failure() {
    return status.failure();
  }

  @Override
  public List<Partition> partitions() {
    return status.partitions();
  }
}
