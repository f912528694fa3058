package io.tallystick.qa.examples;

import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands in the {@code sh} blocks of a Markdown page. */
final class ShellText {

  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(#.*)|([^\\s'\"]+)");

  private ShellText() {}

  /** The pages that show commands. */
  static List<String> pages() {
    try (var paths = Files.walk(Repository.root().resolve("docs"))) {
      List<String> pages = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md"));
      paths
          .map(path -> Repository.root().relativize(path))
          .map(Path::toString)
          .filter(path -> path.endsWith(".md"))
          .sorted()
          .forEach(pages::add);
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each command of a page as its words, in order. */
  static List<List<String>> commands(String page) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Repository.root().resolve(page)));
    while (block.find()) {
      commands.addAll(commandsOf(block.group(1)));
    }
    return commands;
  }

  /** A quote may go over several lines; elsewhere a line is a command. */
  static List<List<String>> commandsOf(String text) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text.replace("\\\n", " "));
    int end = 0;
    String joined = text.replace("\\\n", " ");
    while (word.find()) {
      if (joined.substring(end, word.start()).contains("\n") && !words.isEmpty()) {
        commands.add(List.copyOf(words));
        words.clear();
      }
      end = word.end();
      if (word.group(1) != null) {
        words.add(word.group(1));
      } else if (word.group(2) != null) {
        words.add(word.group(2));
      } else if (word.group(4) != null) {
        words.add(word.group(4));
      }
    }
    if (!words.isEmpty()) {
      commands.add(List.copyOf(words));
    }
    return commands;
  }
}
