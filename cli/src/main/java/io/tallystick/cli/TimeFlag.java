package io.tallystick.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people write for a moment on the command line. */
public final class TimeFlag {

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern MINUTE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d)(Z|[+-]\\d\\d:\\d\\d)");

  private TimeFlag() {}

  /** The same as the server reads it: a date is its midnight, seconds may be left out. */
  public static String parameter(String text) {
    if (DATE.matcher(text).matches()) {
      return text + "T00:00:00Z";
    }
    Matcher minute = MINUTE.matcher(text);
    return minute.matches() ? minute.group(1).replace(' ', 'T') + ":00" + minute.group(2) : text;
  }
}
