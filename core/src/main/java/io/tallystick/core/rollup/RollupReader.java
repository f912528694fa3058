package io.tallystick.core.rollup;

/**
 * Port: opens consistent views of all rollups, of all partitions, whether committed or still in
 * memory. Thread-safe.
 */
public interface RollupReader {

  /** A view of everything that is counted at this moment. The caller closes it. */
  RollupView open();
}
