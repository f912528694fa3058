package io.tallystick.testkit.fuzz;

import java.util.List;

/**
 * A decoder, and what must hold for every input.
 *
 * @param name in lower case with hyphens; inputs that were found once are kept under it
 * @param seeds inputs that the decoder accepts; the search begins with them
 * @param check what must hold
 */
public record FuzzTarget(String name, List<byte[]> seeds, Check check) {

  /** Gives one input to a decoder and judges the outcome. */
  @FunctionalInterface
  public interface Check {
    /**
     * Returns whether the decoder took the input. Whatever is thrown is a finding: refusals that
     * the decoder may give are caught in here, and everything else that must hold is asserted.
     */
    boolean accepts(byte[] input) throws Exception;
  }

  public FuzzTarget {
    seeds = List.copyOf(seeds);
    if (!name.matches("[a-z]+(-[a-z]+)*")) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: words of a to z, with hyphens)");
    }
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("seeds: none (expected: at least one for " + name + ")");
    }
  }
}
