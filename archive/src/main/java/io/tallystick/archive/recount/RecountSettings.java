package io.tallystick.archive.recount;

import io.tallystick.archive.duck.DuckSettings;
import java.nio.file.Path;

/**
 * How a recount runs, and which rules it holds the node to.
 *
 * @param duck what DuckDB may use; its temporary folder lies in {@code folder}
 * @param folder for what a recount writes and removes again
 * @param windowMillis how long an identity is remembered after it was last seen, at least
 * @param futureMillisMax how far ahead of its arrival the time of an event may lie
 */
public record RecountSettings(
    DuckSettings duck, Path folder, long windowMillis, long futureMillisMax) {

  private static final int GENERATIONS = 60;

  /**
   * How long after it was last seen an identity is surely forgotten: the window in whole
   * sixtieths, and one sixtieth.
   */
  long forgottenMillis() {
    long generation = (windowMillis + GENERATIONS - 1) / GENERATIONS;
    long generations = (windowMillis + generation - 1) / generation;
    return (generations + 1) * generation;
  }
}
