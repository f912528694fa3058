package io.tallystick.qa.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Goal: the pages lead somewhere. Method: reads every Markdown file and follows its links. */
final class DocumentationRulesTest {

  private static final List<MarkdownPage> PAGES =
      Repository.files("md").stream().map(MarkdownPage::new).toList();

  private static final Pattern NAMELESS =
      Pattern.compile("\\bLOG(GER)?\\s*\\.(info|warn|error)\\(\\s*+(?!\"\\{}\")");

  @Test
  void aPageHasOneTitle() {
    List<String> findings = new ArrayList<>();
    for (MarkdownPage page : PAGES) {
      if (page.titles().size() != 1) {
        findings.add(page.file().path() + ": titles " + page.titles());
      }
    }
    assertThat(findings).as("A page has one line that begins with '# '").isEmpty();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> findings = new ArrayList<>();
    for (MarkdownPage page : PAGES) {
      for (String link : page.links()) {
        if (!isForeign(link) && !exists(page, link)) {
          findings.add(page.file().path() + ": " + link);
        }
      }
    }
    assertThat(findings)
        .as("Links between pages name a file, and a heading in it")
        .isEmpty();
  }

  @Test
  void everyPageCanBeReachedFromTheReadme() {
    Map<String, MarkdownPage> pages = new HashMap<>();
    PAGES.forEach(page -> pages.put(page.file().path(), page));
    Set<String> reached = new HashSet<>();
    List<String> open = new ArrayList<>(List.of("README.md"));
    while (!open.isEmpty()) {
      String path = open.remove(open.size() - 1);
      MarkdownPage page = pages.get(path);
      if (page != null && reached.add(path)) {
        page.links().stream()
            .filter(link -> !isForeign(link))
            .map(link -> target(page, link))
            .forEach(open::add);
      }
    }
    assertThat(pages.keySet())
        .as("A page that nothing links to is not found by readers: link it, or delete it")
        .isEqualTo(reached);
  }

  @Test
  void pagesThatTheCodeMentionsExist() {
    Pattern mention = Pattern.compile("\\bdocs/[\\w./-]+\\.md\\b");
    List<String> findings = new ArrayList<>();
    for (SourceFile file : Repository.files("java")) {
      mention
          .matcher(file.text())
          .results()
          .map(MatchResult::group)
          .filter(page -> !Files.exists(Repository.root().resolve(page)))
          .forEach(page -> findings.add(file.path() + ": " + page));
    }
    assertThat(findings).as("A page that the code sends readers to exists").isEmpty();
  }

  @Test
  void everyEventOfTheLogIsExplained() {
    Pattern event = Pattern.compile("Notice\\.of\\(\\s*\"([a-z-]+)\"");
    Set<String> told = new TreeSet<>();
    List<String> nameless = new ArrayList<>();
    for (SourceFile file : Repository.files("java")) {
      if (file.isTest() || file.path().startsWith("qa/")) {
        continue;
      }
      event.matcher(file.text()).results().forEach(found -> told.add(found.group(1)));
      // what runs in Flink is in the log of Flink, and what is there for tests is not for operators
      if (!file.path().startsWith("flink/") && !file.name().equals("HaltAtStep.java")) {
        NAMELESS.matcher(file.text()).results().forEach(found -> nameless.add(file.path()));
      }
    }
    // these two are put together
    told.remove("dead-letters-");
    told.addAll(List.of("dead-letters-replayed", "dead-letters-discarded"));
    Set<String> explained = new TreeSet<>();
    Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (INFO|WARN|ERROR) ")
        .matcher(Repository.read("docs/operating/logs.md"))
        .results()
        .forEach(row -> explained.add(row.group(1)));
    assertThat(explained).as("docs/operating/logs.md explains every event").isEqualTo(told);
    assertThat(nameless)
        .as("What an operator is told is a Notice, with a name that never changes")
        .isEmpty();
  }

  @Test
  void everyModuleIsInTheReadingOrder() {
    String internals = Repository.read("docs/internals/README.md");
    for (String module : Repository.modules()) {
      assertThat(internals)
          .as("docs/internals/README.md tells where module %s stands", module)
          .contains("`" + module + "`");
    }
  }

  private static boolean isForeign(String link) {
    return link.matches("[a-z]+:.*");
  }

  private static boolean exists(MarkdownPage page, String link) {
    String target = target(page, link);
    if (!Files.exists(Repository.root().resolve(target))) {
      return false;
    }
    String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
    return anchor.isEmpty()
        || PAGES.stream()
            .filter(other -> other.file().path().equals(target))
            .anyMatch(other -> other.anchors().contains(anchor));
  }

  /** The file that a link names, from the root; for a directory its README. */
  private static String target(MarkdownPage page, String link) {
    String path = link.replaceFirst("#.*", "");
    if (path.isEmpty()) {
      return page.file().path();
    }
    Path target = Path.of(page.file().directory()).resolve(path).normalize();
    if (Files.exists(Repository.root().resolve(target).resolve("README.md"))) {
      target = target.resolve("README.md");
    }
    return target.toString();
  }
}
