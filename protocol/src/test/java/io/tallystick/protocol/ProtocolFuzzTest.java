package io.tallystick.protocol;

import io.tallystick.protocol.deadletter.DeadLetterRequestFuzz;
import io.tallystick.protocol.event.EventBodyFuzz;
import io.tallystick.protocol.event.JsonScannerFuzz;
import io.tallystick.protocol.log.LogBatchFuzz;
import io.tallystick.protocol.query.QueryParametersFuzz;
import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * Goal: no bytes that can be sent to a node break a decoder, or are read otherwise than an authority
 * reads them. Method: coverage-guided search; the targets say what must hold.
 */
class ProtocolFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    List<FuzzTarget> targets = new ArrayList<>(EventBodyFuzz.targets());
    targets.add(JsonScannerFuzz.target());
    targets.add(LogBatchFuzz.target());
    targets.add(QueryParametersFuzz.target());
    targets.add(DeadLetterRequestFuzz.target());
    return targets;
  }
}
