package io.tallystick.qa.chaos;

import java.util.List;

/**
 * How much is done.
 *
 * @param nodes Kafka brokers and Cassandra nodes
 * @param scenarios in their order
 * @param loadMillisMax load before a fault and after it, at random up to this
 * @param downMillisMax how long a killed process stays away, at random up to this
 * @param pauseSeconds how long a process stands still
 * @param goneSeconds how long all of Cassandra is gone
 * @param answerSeconds how long a question is asked again before it counts as not answered; none
 *     where there are three of each engine: one of each may stand still with the machine
 */
record ChaosExtent(
    int nodes,
    List<ChaosScenario> scenarios,
    int loadMillisMax,
    int downMillisMax,
    int pauseSeconds,
    int goneSeconds,
    int answerSeconds) {

  /** What {@code ./tallystick test chaos} does. */
  static final ChaosExtent WHOLE =
      new ChaosExtent(3, List.of(ChaosScenario.values()), 10_000, 10_000, 30, 60, 0);

  /** What every build does. */
  static final ChaosExtent SHORT = new ChaosExtent(
      1,
      List.of(
          ChaosScenario.PARTITIONS,
          ChaosScenario.TASKMANAGER_KILL,
          ChaosScenario.INGEST_KILL,
          ChaosScenario.CASSANDRA_KILL,
          ChaosScenario.RESCALE),
      1_500,
      500,
      3,
      3,
      30);

  /** The same with other scenarios. */
  ChaosExtent with(List<ChaosScenario> others) {
    return new ChaosExtent(
        nodes, others, loadMillisMax, downMillisMax, pauseSeconds, goneSeconds, answerSeconds);
  }
}
