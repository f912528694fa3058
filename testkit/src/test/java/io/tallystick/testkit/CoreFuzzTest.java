package io.tallystick.testkit;

import io.tallystick.testkit.dedup.DeduplicationFuzz;
import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import io.tallystick.testkit.rollup.RollupRowFuzz;
import java.util.ArrayList;
import java.util.List;

/**
 * Goal: no damage to what core lays out in bytes is read as something else. Method: coverage-guided
 * search; the targets say what must hold. Log batches are in the module that has the {@code .proto}.
 */
class CoreFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    List<FuzzTarget> targets = new ArrayList<>(DeduplicationFuzz.targets());
    targets.add(RollupRowFuzz.target());
    return targets;
  }
}
