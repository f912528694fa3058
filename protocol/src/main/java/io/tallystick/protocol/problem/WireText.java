package io.tallystick.protocol.problem;

/** Makes text of unknown origin safe to write: bounded, and with whole surrogate pairs only. */
final class WireText {

  /** Longest text that is written, in UTF-16 units; anything longer is cut. */
  static final int LENGTH_MAX = 1024;

  private static final char REPLACEMENT = '\ufffd';

  private WireText() {}

  /** {@code text}, cut to {@link #LENGTH_MAX}, half surrogate pairs replaced. */
  static String clean(String text) {
    int length = Math.min(text.length(), LENGTH_MAX);
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return replaceHalves(text, length);
      }
    }
    return length == text.length() ? text : text.substring(0, length) + "…";
  }

  private static String replaceHalves(String text, int length) {
    StringBuilder whole = new StringBuilder(length + 1);
    for (int i = 0; i < length; i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        whole.append(unit);
      } else if (i + 1 < length && Character.isSurrogatePair(unit, text.charAt(i + 1))) {
        whole.append(unit).append(text.charAt(++i));
      } else {
        whole.append(REPLACEMENT);
      }
    }
    return length == text.length() ? whole.toString() : whole.append('…').toString();
  }
}
