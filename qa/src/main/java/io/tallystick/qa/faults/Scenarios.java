package io.tallystick.qa.faults;

import java.util.List;

/** All kinds of faults. */
public final class Scenarios {

  /** In the order in which they are run. */
  public static final List<Scenario> ALL = List.of(
      new StepKills(),
      new ClockJumps(),
      new TwoNodes(),
      new Stops(),
      new SlowClients(),
      new FullDisk(),
      new RefusedWrites(),
      new RandomKills());

  private Scenarios() {}
}
