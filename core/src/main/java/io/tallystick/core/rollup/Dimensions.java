package io.tallystick.core.rollup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dimensions that are declared: every event adds to one series of each. Immutable.
 *
 * <p>{@link Dimension#SUBJECT} is always among them and comes first.
 */
public final class Dimensions {

  /** Most dimensions; each one costs rows for every event. */
  public static final int DIMENSIONS_MAX = 32;

  /** Longest name, in bytes of UTF-8. */
  public static final int NAME_BYTES_MAX = 64;

  /**
   * Names that no dimension can have: as query parameters or as members of an answer they mean
   * something else.
   */
  public static final Set<String> RESERVED_NAMES = Set.of(
      "type",
      "function",
      "start",
      "end",
      "granularity",
      "dimension",
      "k",
      "count",
      "sum",
      "average",
      "min",
      "max",
      "points");

  /** The dimensions of a node on which none is declared. */
  public static final Dimensions SUBJECT_ONLY = of(List.of());

  private final List<Dimension> all;
  private final Set<String> names;
  private final Map<Set<String>, Dimension> byNames;

  private Dimensions(Map<Set<String>, Dimension> byNames) {
    this.byNames = byNames;
    this.all = List.copyOf(byNames.values());
    Set<String> distinct = new LinkedHashSet<>();
    for (Dimension dimension : all) {
      distinct.addAll(dimension.names());
    }
    this.names = distinct;
  }

  /**
   * The declared dimensions, and {@code subject}.
   *
   * @throws IllegalArgumentException when a name is empty, reserved, too long, or has a comma or a
   *     control character; when a dimension is declared twice; when there are too many
   */
  public static Dimensions of(List<Dimension> declared) {
    Map<Set<String>, Dimension> byNames = new LinkedHashMap<>();
    byNames.put(Set.copyOf(Dimension.SUBJECT.names()), Dimension.SUBJECT);
    boolean subjectDeclared = false;
    for (Dimension dimension : declared) {
      if (dimension.names().isEmpty()) {
        throw new IllegalArgumentException("dimension: [] (expected: at least one name)");
      }
      dimension.names().forEach(Dimensions::checkName);
      boolean firstSubject = dimension.equals(Dimension.SUBJECT) && !subjectDeclared;
      subjectDeclared |= firstSubject;
      if (byNames.put(Set.copyOf(dimension.names()), dimension) != null && !firstSubject) {
        throw new IllegalArgumentException("dimension: " + dimension.names()
            + " (expected: each combination once, in any order of names)");
      }
    }
    if (byNames.size() > DIMENSIONS_MAX) {
      throw new IllegalArgumentException("dimensions: " + byNames.size() + " (expected: <= "
          + DIMENSIONS_MAX + " with subject, each one costs rows for every event)");
    }
    return new Dimensions(byNames);
  }

  private static void checkName(String name) {
    if (RESERVED_NAMES.contains(name)) {
      throw new IllegalArgumentException("dimension: " + name
          + " (expected: another name, this one is a word of queries and answers)");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0
        || bytes > NAME_BYTES_MAX
        || name.indexOf(',') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("dimension: " + name + " (expected: 1 to " + NAME_BYTES_MAX
          + " bytes, no comma, no control character)");
    }
  }

  /** All of them, subject first, the others as declared. */
  public List<Dimension> all() {
    return all;
  }

  /** Every name that occurs in a dimension, {@code subject} first. */
  public List<String> names() {
    return new ArrayList<>(names);
  }

  /** The dimension of exactly these names, in whichever order they were declared; or null. */
  public @Nullable Dimension find(Set<String> dimensionNames) {
    return byNames.get(dimensionNames);
  }

  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    all.forEach(dimension -> texts.add(dimension.toString()));
    return String.join("; ", texts);
  }
}
