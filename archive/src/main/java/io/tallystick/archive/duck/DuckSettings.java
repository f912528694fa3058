package io.tallystick.archive.duck;

import java.nio.file.Path;

/**
 * What DuckDB may use.
 *
 * @param memoryBytes memory for all that it holds, outside of the Java heap; beyond it data moves to
 *     the temporary folder
 * @param threads how many it computes with
 * @param temporary folder for what does not fit in memory
 */
public record DuckSettings(long memoryBytes, int threads, Path temporary) {

  /** Below this DuckDB cannot write a Parquet file. */
  public static final long MEMORY_BYTES_MIN = 64L << 20;

  public DuckSettings {
    if (memoryBytes < MEMORY_BYTES_MIN) {
      throw new IllegalArgumentException(
          "memoryBytes: " + memoryBytes + " (expected: >= " + MEMORY_BYTES_MIN + ")");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
    }
  }
}
