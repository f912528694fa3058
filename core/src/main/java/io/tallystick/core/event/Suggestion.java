package io.tallystick.core.event;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What somebody meant who made a slip. */
public final class Suggestion {

  /** Longer names come from no slip; comparing takes the product of the lengths. */
  private static final int LENGTH_MAX = 64;

  /** A name that goes on or stops early may be meant if this much of it is right. */
  private static final int PREFIX_LENGTH_MIN = 3;

  private Suggestion() {}

  /**
   * The name that is closest to {@code name} apart from case, if it is close enough to be meant:
   * slips in a third of its characters at most, or the beginning of one of both.
   *
   * @param names the names that would be right
   */
  public static Optional<String> of(String name, Collection<String> names) {
    if (name.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    int editsMax = Math.max(1, Math.min(3, name.length() / 3));
    return closest(
        names,
        candidate -> {
          int distance = distance(lower, candidate);
          return isPart(lower, candidate) ? Math.min(distance, editsMax) : distance;
        },
        editsMax);
  }

  private static boolean isPart(String name, String candidate) {
    return Math.min(name.length(), candidate.length()) >= PREFIX_LENGTH_MIN
        && (name.startsWith(candidate) || candidate.startsWith(name))
        && !name.equals(candidate);
  }

  /**
   * The name that is closest to {@code name}, if it is at most {@code editsMax} slips away: a
   * character too many, too few, another one, or two swapped.
   */
  public static Optional<String> of(String name, Collection<String> names, int editsMax) {
    return closest(names, candidate -> distance(name, candidate), editsMax);
  }

  private static Optional<String> closest(
      Collection<String> names, ToIntFunction<String> distance, int distanceMax) {
    return names.stream()
        .filter(candidate -> distance.applyAsInt(candidate) <= distanceMax)
        .min(Comparator.comparingInt(distance).thenComparing(Comparator.naturalOrder()));
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
