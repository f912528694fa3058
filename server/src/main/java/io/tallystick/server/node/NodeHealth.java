package io.tallystick.server.node;

import io.tallystick.core.event.RefusedException;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.Health;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.server.canary.CanaryAccess;
import java.util.List;
import java.util.Optional;

/** Brings together everything that decides whether a node is ready. Thread-safe and cheap. */
public final class NodeHealth {

  private final NodeStatus status;
  private final Optional<LedgerReader> ledger;
  private final CanaryAccess canary;
  private final Admission admission;

  /**
   * @param ledger none on a node that only takes events
   */
  public NodeHealth(
      NodeStatus status, Optional<LedgerReader> ledger, CanaryAccess canary, Admission admission) {
    this.status = status;
    this.ledger = ledger;
    this.canary = canary;
    this.admission = admission;
  }

  /** How the node is doing at this moment. */
  public Health health() {
    return new Health(
        status.state(), status.failure(), imbalances(), canary.report(), admission.readings());
  }

  /** A ledger that cannot be read is one of a node that is not ready, as its state says. */
  private List<String> imbalances() {
    try {
      return ledger.map(LedgerReader::imbalances).orElse(List.of());
    } catch (RefusedException e) {
      return List.of();
    }
  }

  NodeStatus status() {
    return status;
  }
}
