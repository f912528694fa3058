package io.tallystick.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How many copies a write and a read wait for. What was written is read when the two overlap: with
 * any of these but {@link #ONE} and {@link #LOCAL_ONE}, which are for a single copy.
 */
public enum Consistency {
  /** Most copies in the local datacenter. */
  LOCAL_QUORUM(DefaultConsistencyLevel.LOCAL_QUORUM),
  /** Most of all copies, in whatever datacenter. */
  QUORUM(DefaultConsistencyLevel.QUORUM),
  /** One copy in the local datacenter. */
  LOCAL_ONE(DefaultConsistencyLevel.LOCAL_ONE),
  /** One copy. */
  ONE(DefaultConsistencyLevel.ONE);

  private final DefaultConsistencyLevel level;

  Consistency(DefaultConsistencyLevel level) {
    this.level = level;
  }

  ConsistencyLevel level() {
    return level;
  }

  /** The word that stands in settings, such as {@code local-quorum}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The consistency of that word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Consistency parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("consistency: " + text + " (expected: "
            + Arrays.stream(values()).map(Consistency::text).collect(Collectors.joining(", "))
            + ")"));
  }
}
