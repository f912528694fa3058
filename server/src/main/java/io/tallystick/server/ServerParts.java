package io.tallystick.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.RollupReader;
import java.time.InstantSource;
import java.util.List;

/**
 * What a server stands on.
 *
 * @param version of the program, shown by {@code /v1/status}
 * @param settings how it listens
 * @param log where events go; the caller closes it, after the server
 * @param rollups what queries read
 * @param status how the node is doing
 * @param dimensions all that are declared, {@code subject} included
 * @param limits how large requests may be
 * @param clock of arrivals
 * @param meters where the server registers its own, and what {@code /metrics} shows
 */
public record ServerParts(
    String version,
    ServerSettings settings,
    EventLog log,
    RollupReader rollups,
    NodeStatus status,
    List<Dimension> dimensions,
    EventLimits limits,
    InstantSource clock,
    PrometheusMeterRegistry meters) {

  public ServerParts {
    dimensions = List.copyOf(dimensions);
    if (settings.inFlightBytesMax() < limits.bodyBytesMax()) {
      throw new IllegalArgumentException("inFlightBytesMax: " + settings.inFlightBytesMax()
          + " (expected: >= " + limits.bodyBytesMax() + ", the largest body must fit)");
    }
  }
}
