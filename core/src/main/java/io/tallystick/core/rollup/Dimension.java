package io.tallystick.core.rollup;

import java.util.List;

/**
 * What a series is told apart by: {@code subject}, an event attribute, or a combination of them.
 *
 * @param names the parts in declared order; {@code subject} stands for the event's subject, any
 *     other name for the attribute of that name
 */
public record Dimension(List<String> names) {

  /** Most parts of a combination. */
  public static final int NAMES_MAX = 8;

  /** The name that stands for the event's subject. */
  public static final String SUBJECT_NAME = "subject";

  /** The dimension that always exists. */
  public static final Dimension SUBJECT = new Dimension(List.of(SUBJECT_NAME));

  /**
   * No dimension at all: its one series holds every event of a type. Counted besides the declared
   * ones, so that the total of a type is one row and not the sum of all subjects.
   */
  public static final Dimension TOTAL = new Dimension(List.of());

  public Dimension {
    names = List.copyOf(names);
    if (names.size() > NAMES_MAX) {
      throw new IllegalArgumentException(
          "dimension: " + names + " (expected: at most " + NAMES_MAX + " names)");
    }
    if (names.stream().anyMatch(String::isEmpty)
        || names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("dimension: " + names + " (expected: distinct names)");
    }
  }

  @Override
  public String toString() {
    return String.join(",", names);
  }
}
