package io.tallystick.configuration;

import io.tallystick.testkit.fuzz.FuzzContract;
import io.tallystick.testkit.fuzz.FuzzTarget;
import java.util.List;

/**
 * Goal: a configuration file is refused with its problems, or understood. Method: coverage-guided
 * search; the target says what must hold.
 */
class ConfigurationFuzzTest implements FuzzContract {

  @Override
  public List<FuzzTarget> targets() {
    return List.of(ConfigurationFuzz.target());
  }
}
