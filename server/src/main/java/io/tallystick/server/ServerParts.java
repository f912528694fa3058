package io.tallystick.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.server.canary.CanaryAccess;
import java.time.InstantSource;

/**
 * What a server stands on.
 *
 * @param version of the program, shown by {@code /v1/status}
 * @param settings how it listens
 * @param log where events go; the caller closes it, after the server
 * @param rollups what queries read
 * @param ledger what became of all events
 * @param receipts what became of single events
 * @param recounts recomputes from the raw events
 * @param deadLetters events that could not be counted
 * @param status how the node is doing
 * @param canary who is the node's own canary, and what it has found
 * @param admission whether events are taken
 * @param dimensions what series are told apart by
 * @param eventLimits how large requests may be
 * @param queryLimits how much a query may ask for
 * @param clock of arrivals
 * @param meters where the server registers its own, and what {@code /metrics} shows
 */
public record ServerParts(
    String version,
    ServerSettings settings,
    EventLog log,
    RollupReader rollups,
    LedgerReader ledger,
    ReceiptReader receipts,
    Recounts recounts,
    DeadLetters deadLetters,
    NodeStatus status,
    CanaryAccess canary,
    Admission admission,
    Dimensions dimensions,
    EventLimits eventLimits,
    QueryLimits queryLimits,
    InstantSource clock,
    PrometheusMeterRegistry meters) {

  public ServerParts {
    if (settings.inFlightBytesMax() < eventLimits.bodyBytesMax()) {
      throw new IllegalArgumentException("inFlightBytesMax: " + settings.inFlightBytesMax()
          + " (expected: >= " + eventLimits.bodyBytesMax() + ", the largest body must fit)");
    }
  }
}
