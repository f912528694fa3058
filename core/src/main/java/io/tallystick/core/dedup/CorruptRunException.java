package io.tallystick.core.dedup;

/**
 * A run cannot be trusted: missing, truncated, changed, or of an unknown version. Identities are
 * only remembered exactly when the index is rebuilt from the log, from at least one window back.
 */
public final class CorruptRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param run what an operator would look for, such as the path of the file
   * @param problem what is wrong, as {@code name: value (expected: …)}
   */
  public CorruptRunException(String run, String problem) {
    super(
        "deduplication run " + run + ": " + problem + "; it must be restored, or the index rebuilt"
            + " by replaying the log from one window back");
  }
}
