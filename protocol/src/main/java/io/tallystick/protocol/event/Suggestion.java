package io.tallystick.protocol.event;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
public final class Suggestion {

  /** Two slips of the finger; with more, short names would be suggested for everything. */
  private static final int DISTANCE_MAX = 2;

  private static final int LENGTH_MAX = 32;

  private Suggestion() {}

  /** The known name next to {@code name}, or null when none is near. */
  public static @Nullable String closest(String name, List<String> known) {
    if (name.length() > LENGTH_MAX) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String closest = null;
    int least = DISTANCE_MAX + 1;
    for (String candidate : known) {
      boolean partOf =
          lower.length() > 2 && (lower.startsWith(candidate) || candidate.startsWith(lower));
      int distance = partOf ? 1 : distance(lower, candidate);
      if (distance < least && distance < candidate.length()) {
        closest = candidate;
        least = distance;
      }
    }
    return closest;
  }

  /** How many characters must be changed, added or removed (Levenshtein 1965). */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int changed = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(changed, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
