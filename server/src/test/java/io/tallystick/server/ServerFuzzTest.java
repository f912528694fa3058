package io.tallystick.server;

import io.tallystick.server.ingest.InflationFuzz;
import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.List;

/**
 * Goal: a compressed body is refused or inflated to what was compressed. Method: coverage-guided
 * search; the targets say what must hold.
 */
class ServerFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    return InflationFuzz.targets();
  }
}
