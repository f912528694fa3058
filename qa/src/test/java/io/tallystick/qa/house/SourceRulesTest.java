package io.tallystick.qa.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.house.Allowance.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: style is settled by the build, not in reviews. Method: reads every file of the repository;
 * an exception to a rule is an {@link Allowance} with a reason.
 */
final class SourceRulesTest {

  private static final int FILE_LINES_MAX = 500;
  private static final int TEST_FILE_LINES_MAX = 700;
  private static final int METHOD_LINES_MAX = 70;
  /** The formatter aims at 100 and leaves comments and texts alone. */
  private static final int COLUMNS_MAX = 110;

  private static final List<String> VAGUE_SUFFIXES =
      List.of("Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Impl");

  /* Written in pieces, so that this file keeps the rules that it tests. */
  private static final Pattern REMINDER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern SKIPPED_TEST =
      Pattern.compile("@Dis" + "abled|@Ig" + "nore|\\bassume(That|True|False|ingThat)\\(");
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.])/(wo" + "rk|ro" + "ot|ho" + "me)/");
  private static final Pattern REGISTRY =
      Pattern.compile("repo1?\\.maven\\.(apache\\.)?org|registry\\.npmjs\\.org|deb\\.debian\\.org");

  @Test
  void filesAreShort() {
    List<Finding> findings = new ArrayList<>();
    List<SourceFile> files = Stream.of("java", "js", "css", "html")
        .flatMap(extension -> Repository.files(extension).stream())
        .toList();
    for (SourceFile file : files) {
      int limit = file.isTest() ? TEST_FILE_LINES_MAX : FILE_LINES_MAX;
      if (file.lines().size() > limit) {
        findings.add(
            new Finding(file.path(), file.lines().size() + " lines (expected: <= " + limit + ")"));
      }
    }
    check("filesAreShort", findings, "find the second subject in the file and give it its own");
  }

  @Test
  void methodsAreShort() {
    List<Finding> findings = new ArrayList<>();
    for (JavaDeclarations.Method method : JavaDeclarations.ALL.methods()) {
      if (method.lines() > METHOD_LINES_MAX) {
        findings.add(new Finding(
            method.file().path(),
            "%s has %d lines (expected: <= %d)"
                .formatted(method.name(), method.lines(), METHOD_LINES_MAX)));
      }
    }
    check("methodsAreShort", findings, "push ifs up and fors down, and name the parts");
  }

  @Test
  void linesAreNarrow() {
    List<Finding> findings = new ArrayList<>();
    for (SourceFile file : Repository.files("java")) {
      List<String> lines = file.lines();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.length() > COLUMNS_MAX && !line.startsWith("import ")) {
          findings.add(new Finding(
              file.path(), "line %d (expected: <= %d columns)".formatted(i + 1, COLUMNS_MAX)));
        }
      }
    }
    check("linesAreNarrow", findings, "run ./mvnw spotless:apply and break long texts");
  }

  @Test
  void typeNamesSayWhatTheyAre() {
    List<Finding> findings = new ArrayList<>();
    for (JavaDeclarations.Type type : JavaDeclarations.ALL.types()) {
      for (String suffix : VAGUE_SUFFIXES) {
        if (type.name().endsWith(suffix)) {
          findings.add(new Finding(type.file().path(), type.name() + " ends in " + suffix));
        }
      }
    }
    check(
        "typeNamesSayWhatTheyAre",
        findings,
        "name the thing: an implementation by its technology (RocksRollupStore), a bundle of"
            + " functions by what they are about");
  }

  @Test
  void packagesAreDescribedAndNullMarked() {
    Set<String> described = Repository.files("java").stream()
        .filter(file -> file.name().equals("package-info.java"))
        .filter(file -> file.text().contains("@org.jspecify.annotations.NullMarked"))
        .filter(file -> file.text().startsWith("/**"))
        .map(SourceFile::directory)
        .collect(Collectors.toSet());
    Set<String> undescribed = Repository.files("java").stream()
        .map(SourceFile::directory)
        .filter(directory -> !described.contains(directory))
        .filter(directory -> !described.contains(directory.replace("/src/test/", "/src/main/")))
        .collect(Collectors.toSet());
    check(
        "packagesAreDescribedAndNullMarked",
        undescribed.stream()
            .sorted()
            .map(path -> new Finding(path, "no package-info"))
            .toList(),
        "write a package-info.java: Javadoc that says what lives there, what to read first and"
            + " what does not belong, then @org.jspecify.annotations.NullMarked");
  }

  @Test
  void publicTypesAreDocumented() {
    List<Finding> findings = new ArrayList<>();
    for (JavaDeclarations.Type type : JavaDeclarations.ALL.types()) {
      if (type.isTopLevel() && type.isPublic() && type.documentation() == null) {
        findings.add(new Finding(type.file().path(), type.name() + " has no Javadoc"));
      }
    }
    check(
        "publicTypesAreDocumented",
        findings,
        "public means promised: say what it promises, or make it package-private");
  }

  @Test
  void testsSayTheirGoal() {
    List<Finding> findings = new ArrayList<>();
    for (JavaDeclarations.Type type : JavaDeclarations.ALL.types()) {
      String documentation = type.documentation();
      if (type.isTopLevel()
          && type.file().isTest()
          && type.name().endsWith("Test")
          && (documentation == null || !documentation.strip().startsWith("Goal: "))) {
        findings.add(new Finding(type.file().path(), type.name() + " does not say its goal"));
      }
    }
    check("testsSayTheirGoal", findings, "begin its Javadoc with 'Goal: ', then the method");
  }

  @Test
  void nothingIsLeftForLater() {
    check("nothingIsLeftForLater", find(REMINDER, Repository.files()), "do it, or open an issue");
  }

  @Test
  void noTestIsSkipped() {
    check(
        "noTestIsSkipped",
        find(SKIPPED_TEST, Repository.files("java")),
        "fix the test or delete it; say in a failure what the machine lacks");
  }

  @Test
  void noMachineIsMentioned() {
    List<Finding> findings = new ArrayList<>(find(MACHINE, Repository.files()));
    findings.addAll(find(
        REGISTRY,
        Repository.files().stream()
            .filter(file -> !file.path().startsWith(".mvn/wrapper/"))
            .toList()));
    check(
        "noMachineIsMentioned",
        findings,
        "use a path relative to the repository; only the Maven wrapper names a registry");
  }

  private static List<Finding> find(Pattern pattern, List<SourceFile> files) {
    List<Finding> findings = new ArrayList<>();
    for (SourceFile file : files) {
      List<String> lines = file.lines();
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          findings.add(
              new Finding(file.path(), "line " + (i + 1) + ": " + lines.get(i).strip()));
        }
      }
    }
    return findings;
  }

  private static void check(String rule, List<Finding> findings, String howToComply) {
    assertThat(Allowance.apply(rule, findings))
        .as("House rule %s. To comply: %s", rule, howToComply)
        .isEmpty();
  }
}
