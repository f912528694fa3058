package io.tallystick.app.demo;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** How many columns of a terminal a text takes. */
final class TextColumns {

  private static final Set<UnicodeScript> WIDE = EnumSet.of(
      UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

  private TextColumns() {}

  /** The text in exactly {@code columns} columns: cut with an ellipsis, or filled with spaces. */
  static String fit(String text, int columns) {
    int used = 0;
    int cut = 0; // where the text ends if an ellipsis must follow
    int cutUsed = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (used <= columns - 1) {
        cut = i;
        cutUsed = used;
      }
      used += columns(text.codePointAt(i));
      if (used > columns) {
        return text.substring(0, cut) + "…" + " ".repeat(columns - cutUsed - 1);
      }
    }
    return text + " ".repeat(columns - used);
  }

  private static int columns(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean isFullWidth = codePoint >= 0xFF01 && codePoint <= 0xFF60;
    boolean isPunctuation = codePoint >= 0x3001 && codePoint <= 0x301F;
    return isFullWidth || isPunctuation || WIDE.contains(UnicodeScript.of(codePoint)) ? 2 : 1;
  }
}
