package io.tallystick.core.event;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody meant who made a slip. */
public final class Suggestion {

  private Suggestion() {}

  /**
   * The name that is closest to {@code name}, if it is close enough to be meant.
   *
   * @param names the names that would be right
   */
  public static Optional<String> of(String name, Collection<String> names) {
    return of(name, names, Math.max(1, Math.min(3, name.length() / 3)));
  }

  /**
   * The name that is closest to {@code name}, if it is at most {@code editsMax} slips away: a
   * character too many, too few, another one, or two swapped.
   */
  public static Optional<String> of(String name, Collection<String> names, int editsMax) {
    return names.stream()
        .filter(candidate -> distance(name, candidate) <= editsMax)
        .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
            .thenComparing(Comparator.naturalOrder()));
  }

  /* Optimal string alignment: Levenshtein, with a swap of neighbours as one edit. */
  private static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    int[] last = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = last;
      last = row;
      row = spare;
    }
    return last[right.length()];
  }
}
