package io.tallystick.cassandra;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How many copies a keyspace keeps. As text a number, for one datacenter of whatever name, or {@code
 * name:number} for each datacenter, with commas: {@code berlin:3,paris:3}.
 *
 * @param copies by datacenter; a single one of the name {@code ""} without names
 */
public record Replication(Map<String, Integer> copies) implements Serializable {

  private static final String ANYWHERE = "";
  private static final int COPIES_MAX = 9;
  private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9_.-]+:[1-9]");

  public Replication {
    copies = Map.copyOf(copies);
    copies.forEach((datacenter, count) -> {
      if (count < 1 || count > COPIES_MAX) {
        throw new IllegalArgumentException(
            "replication: " + count + " (expected: 1 to " + COPIES_MAX + ")");
      }
    });
  }

  /** So many copies, in the only datacenter. */
  public static Replication of(int count) {
    return new Replication(Map.of(ANYWHERE, count));
  }

  /**
   * The replication that {@code text} says.
   *
   * @throws IllegalArgumentException when it says none
   */
  public static Replication parse(String text) {
    if (text.matches("[1-9]")) {
      return of(Integer.parseInt(text));
    }
    Map<String, Integer> copies = new TreeMap<>();
    for (String each : text.split(",", -1)) {
      String part = each.strip();
      if (!DATACENTER.matcher(part).matches()) {
        throw new IllegalArgumentException("replication: " + text
            + " (expected: 1 to 9, or DATACENTER:1 to 9 for each datacenter, with commas)");
      }
      int colon = part.indexOf(':');
      copies.put(part.substring(0, colon), Integer.parseInt(part.substring(colon + 1)));
    }
    return new Replication(copies);
  }

  /** As CQL wants it. */
  public String toCql() {
    Integer anywhere = copies.get(ANYWHERE);
    if (anywhere != null) {
      return "{'class': 'SimpleStrategy', 'replication_factor': " + anywhere + "}";
    }
    StringBuilder cql = new StringBuilder("{'class': 'NetworkTopologyStrategy'");
    new TreeMap<>(copies)
        .forEach((datacenter, count) ->
            cql.append(", '").append(datacenter).append("': ").append(count));
    return cql.append('}').toString();
  }
}
