package io.tallystick.core.deadletter;

import java.util.HashMap;
import java.util.Map;

/**
 * The identities of one partition's open dead letters. As long as one is open every further copy of
 * its event is a duplicate, however late it comes; only a replay of that very dead letter is
 * counted, once. Single-threaded.
 */
public final class OpenDeadLetters {

  /** What {@link #find} returns when no dead letter of that identity is open. */
  public static final long NONE = -1;

  private record Identity(long high, long low) {}

  private final Map<Identity, Long> offsets = new HashMap<>();

  /** A dead letter is open. */
  public void add(long identityHigh, long identityLow, long offset) {
    offsets.put(new Identity(identityHigh, identityLow), offset);
  }

  /** Offset of the open dead letter of that identity, or {@link #NONE}. */
  public long find(long identityHigh, long identityLow) {
    return offsets.getOrDefault(new Identity(identityHigh, identityLow), NONE);
  }

  /** The dead letter of that identity is closed. */
  public void remove(long identityHigh, long identityLow) {
    offsets.remove(new Identity(identityHigh, identityLow));
  }

  public boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** How many are open. */
  public int size() {
    return offsets.size();
  }
}
