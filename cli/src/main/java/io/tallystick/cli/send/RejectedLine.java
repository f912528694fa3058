package io.tallystick.cli.send;

/**
 * A line that was not counted, and why.
 *
 * @param line its number, from 1
 * @param code the stable code of the reason
 * @param message the reason, for people
 * @param original the line; a very long one is cut
 */
record RejectedLine(long line, String code, String message, String original) {

  private static final int ORIGINAL_CHARS_MAX = 64 << 10;

  RejectedLine(InputRecord record, String code, String message) {
    this(record.line(), code, message, cut(record.original()));
  }

  private static String cut(String text) {
    return text.length() <= ORIGINAL_CHARS_MAX ? text : text.substring(0, ORIGINAL_CHARS_MAX) + "…";
  }
}
