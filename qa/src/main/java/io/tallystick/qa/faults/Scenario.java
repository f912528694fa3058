package io.tallystick.qa.faults;

/** One kind of fault. */
public interface Scenario {

  /** One word that selects it on the command line. */
  String name();

  /** What it proves, for the report. */
  String goal();

  /**
   * Does it to a node and proves that its promises hold.
   *
   * @return what was done, in numbers
   * @throws AssertionError when a promise was broken
   */
  String run(Trial trial) throws Exception;
}
