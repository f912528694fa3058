package io.tallystick.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.server.canary.CanaryAccess;
import io.tallystick.server.live.Presentation;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What a server stands on. A node of a cluster has the log or the query ports, according to its
 * role; one machine has both. What it has not, it answers by naming the role that has.
 *
 * @param version of the program, shown by {@code /v1/status}
 * @param settings how it listens
 * @param log where events go, for a node that takes them; the caller closes it, after the server
 * @param query what answers stand on, for a node that gives them
 * @param status how the node is doing
 * @param canary who is the node's own canary, and what it has found
 * @param admission whether events are taken
 * @param dimensions what series are told apart by
 * @param eventLimits how large requests may be
 * @param queryLimits how much a query may ask for
 * @param clock of arrivals
 * @param presentation what is shown to people besides numbers
 * @param meters where the server registers its own, and what {@code /metrics} shows
 */
public record ServerParts(
    String version,
    ServerSettings settings,
    Optional<EventLog> log,
    Optional<QueryPorts> query,
    NodeStatus status,
    CanaryAccess canary,
    Admission admission,
    Dimensions dimensions,
    EventLimits eventLimits,
    QueryLimits queryLimits,
    InstantSource clock,
    Presentation presentation,
    PrometheusMeterRegistry meters) {

  static final String INGEST = "ingest";
  static final String QUERY = "query";
  static final String ALL = "all";

  public ServerParts {
    if (log.isEmpty() && query.isEmpty()) {
      throw new IllegalArgumentException("log and query: none (expected: at least one)");
    }
    if (settings.inFlightBytesMax() < eventLimits.bodyBytesMax()) {
      throw new IllegalArgumentException("inFlightBytesMax: " + settings.inFlightBytesMax()
          + " (expected: >= " + eventLimits.bodyBytesMax() + ", the largest body must fit)");
    }
  }

  /** The word for what this node does. */
  String role() {
    if (query.isEmpty()) {
      return INGEST;
    }
    return log.isEmpty() ? QUERY : ALL;
  }
}
