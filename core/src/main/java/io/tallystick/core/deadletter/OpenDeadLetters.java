package io.tallystick.core.deadletter;

/**
 * The identities of one partition's open dead letters. As long as one is open every further copy of
 * its event is a duplicate, however late it comes; only a replay of that very dead letter is
 * counted, once. Single-threaded.
 */
public final class OpenDeadLetters {

  /*
   * Open addressing with linear probing over one array, three numbers each: 48 bytes for each dead
   * letter at most times, so that a hundred thousand of them fit beside everything else. Removing
   * moves later ones back, so that there are no graves to probe over. Identities are hashes
   * already; their bits need no mixing.
   */

  /** What {@link #find} returns when no dead letter of that identity is open. */
  public static final long NONE = -1;

  private static final int SLOT_LONGS = 3;
  private static final int SLOTS_MIN = 16;

  /** High, low, offset + 1 of each slot; offset + 1 = 0: free. */
  private long[] slots = new long[SLOTS_MIN * SLOT_LONGS];

  private int mask = SLOTS_MIN - 1;
  private int size;

  /** A dead letter is open. */
  public void add(long identityHigh, long identityLow, long offset) {
    if (2 * (size + 1) > mask + 1) {
      resize(2 * (mask + 1));
    }
    int at = SLOT_LONGS * slot(identityHigh, identityLow);
    if (slots[at + 2] == 0) {
      size++;
    }
    slots[at] = identityHigh;
    slots[at + 1] = identityLow;
    slots[at + 2] = offset + 1;
  }

  /** Offset of the open dead letter of that identity, or {@link #NONE}. */
  public long find(long identityHigh, long identityLow) {
    return slots[SLOT_LONGS * slot(identityHigh, identityLow) + 2] - 1;
  }

  /** The dead letter of that identity is closed. */
  public void remove(long identityHigh, long identityLow) {
    int hole = slot(identityHigh, identityLow);
    if (slots[SLOT_LONGS * hole + 2] == 0) {
      return;
    }
    size--;
    int next = hole + 1 & mask;
    while (slots[SLOT_LONGS * next + 2] != 0) {
      int home = (int) slots[SLOT_LONGS * next + 1] & mask;
      // whoever would not be found any more across the hole moves into it
      if ((next - home & mask) >= (next - hole & mask)) {
        System.arraycopy(slots, SLOT_LONGS * next, slots, SLOT_LONGS * hole, SLOT_LONGS);
        hole = next;
      }
      next = next + 1 & mask;
    }
    slots[SLOT_LONGS * hole + 2] = 0;
    if (mask + 1 > SLOTS_MIN && 8 * size < mask + 1) {
      resize((mask + 1) / 2);
    }
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many are open. */
  public int size() {
    return size;
  }

  /** The slot of an identity: where it is, or where it would go. */
  private int slot(long high, long low) {
    int slot = (int) low & mask;
    while (slots[SLOT_LONGS * slot + 2] != 0
        && (slots[SLOT_LONGS * slot] != high || slots[SLOT_LONGS * slot + 1] != low)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void resize(int count) {
    long[] old = slots;
    slots = new long[Math.multiplyExact(count, SLOT_LONGS)];
    mask = count - 1;
    for (int at = 0; at < old.length; at += SLOT_LONGS) {
      if (old[at + 2] != 0) {
        System.arraycopy(old, at, slots, SLOT_LONGS * slot(old[at], old[at + 1]), SLOT_LONGS);
      }
    }
  }
}
