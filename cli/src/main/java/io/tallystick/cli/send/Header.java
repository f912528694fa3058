package io.tallystick.cli.send;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a delimited file. A column is called by its name, or by its place as {@code #1}.
 *
 * @param names as the header line has them; the first of two equal names counts
 */
record Header(List<String> names) {

  static final Header NONE = new Header(List.of());

  private static final Pattern PLACE = Pattern.compile("#([1-9]\\d{0,3})");

  Header {
    names = List.copyOf(names);
  }

  /** The index of a column, or -1. */
  int column(String name) {
    int index = names.indexOf(name);
    if (index >= 0) {
      return index;
    }
    Matcher place = PLACE.matcher(name);
    return place.matches() ? Integer.parseInt(place.group(1)) - 1 : -1;
  }
}
