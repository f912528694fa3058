package io.tallystick.core.node;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node can be relied on at this moment and, if not, why.
 *
 * @param state where it is in its life
 * @param failure see {@link NodeStatus#failure()}
 * @param imbalances where the ledger does not add up; empty when it does
 * @param canary what the canary has found
 * @param pressures what may make it refuse events for a while; it is ready nevertheless
 */
public record Health(
    NodeStatus.State state,
    @Nullable String failure,
    List<String> imbalances,
    CanaryReport canary,
    List<Admission.Reading> pressures) {

  public Health {
    imbalances = List.copyOf(imbalances);
    pressures = List.copyOf(pressures);
  }

  /** Whether it takes events and every number it shows is right, as far as is known. */
  public boolean isReady() {
    return state == NodeStatus.State.READY
        && imbalances.isEmpty()
        && canary.state() != CanaryReport.State.WRONG;
  }
}
