package io.tallystick.qa.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headings and links of one Markdown file; code in it is not looked at. */
final class MarkdownPage {

  private static final Pattern HEADING = Pattern.compile("^(#{1,6}) +(.+?) *#*$");
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?: \"[^\"]*\")?\\)");
  private static final Pattern IMAGE = Pattern.compile("(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");

  private final SourceFile file;
  private final List<String> titles = new ArrayList<>();
  private final List<String> anchors = new ArrayList<>();
  private final List<String> links = new ArrayList<>();

  MarkdownPage(SourceFile file) {
    this.file = file;
    boolean isCode = false;
    for (String line : file.lines()) {
      if (line.stripLeading().startsWith("```")) {
        isCode = !isCode;
      } else if (!isCode) {
        read(line);
      }
    }
  }

  SourceFile file() {
    return file;
  }

  /** The headings of the first level. */
  List<String> titles() {
    return titles;
  }

  /** What {@code #…} of a link may name. */
  List<String> anchors() {
    return anchors;
  }

  /** The targets of links and pictures, as written. */
  List<String> links() {
    return links;
  }

  private void read(String line) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      if (heading.group(1).length() == 1) {
        titles.add(heading.group(2));
      }
      anchors.add(anchor(heading.group(2)));
    }
    String text = INLINE_CODE.matcher(line).replaceAll("");
    LINK.matcher(text).results().forEach(link -> links.add(link.group(1)));
    IMAGE.matcher(text).results().forEach(link -> links.add(link.group(1)));
  }

  /** As the common renderers do: lower case, no punctuation, hyphens for spaces. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
