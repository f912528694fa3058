package io.tallystick.server.node;

import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.node.Health;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.server.canary.CanaryAccess;

/** Brings together everything that decides whether a node is ready. Thread-safe and cheap. */
public final class NodeHealth {

  private final NodeStatus status;
  private final LedgerReader ledger;
  private final CanaryAccess canary;

  public NodeHealth(NodeStatus status, LedgerReader ledger, CanaryAccess canary) {
    this.status = status;
    this.ledger = ledger;
    this.canary = canary;
  }

  /** How the node is doing at this moment. */
  public Health health() {
    return new Health(status.state(), status.failure(), ledger.imbalances(), canary.report());
  }

  NodeStatus status() {
    return status;
  }
}
