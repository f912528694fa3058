package io.tallystick.qa.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.cluster.NewerJava;
import io.tallystick.qa.house.Repository;
import io.tallystick.qa.process.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: one clear sentence when something is missing, and otherwise a build exactly when one is
 * needed. Method: runs a copy of the launcher in a repository of its own, whose Maven and Java are
 * scripts that write down how they were called.
 */
final class LauncherTest {

  @TempDir
  private Path directory;

  private Path repository = Path.of("");
  private Path launcher = Path.of("");

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Files.createDirectories(directory.resolve("a repository"));
    launcher = repository.resolve("tallystick");
    Files.copy(Repository.root().resolve("tallystick"), launcher);
    Files.createDirectories(repository.resolve(".mvn"));
    Files.createDirectories(repository.resolve("app/src/main"));
    Files.writeString(repository.resolve("pom.xml"), "<project/>");
    Files.writeString(repository.resolve("app/pom.xml"), "<project/>");
    script(repository.resolve("mvnw"), """
        echo "$@" >>maven-calls
        echo '[INFO] Building Tallystick app 0.1.0-SNAPSHOT          [1/1]'
        sleep 0.3
        test ! -f broken || { echo '[ERROR] it is broken -> [Help 1]'; exit 1; }
        mkdir -p app/target/lib
        touch app/target/tallystick.jar
        """);
  }

  @Test
  void saysWhenThereIsNoJava() {
    assertRefused(Map.of("PATH", ""), "no Java was found (expected: a JDK 17 or newer,");
  }

  @Test
  void saysWhenJavaHomeLeadsNowhere() {
    assertRefused(
        Map.of("JAVA_HOME", "/nowhere"),
        "JAVA_HOME: /nowhere (expected: the directory of a JDK 17 or newer,");
  }

  @Test
  void saysWhenJavaIsTooOld() throws IOException {
    assertRefused(
        Map.of("JAVA_HOME", fakeJava("11.0.2", true).toString()),
        "Java 11.0.2 at " + directory.resolve("jdk-11.0.2") + "/bin/java is too old (expected:");
    assertRefused(
        Map.of("JAVA_HOME", fakeJava("1.8.0_392", true).toString()), "Java 1.8.0_392 at ");
  }

  @Test
  void asksJavaItselfWhenItHasNoReleaseFile() throws IOException {
    Path home = fakeJava("16", true);
    Files.delete(home.resolve("release"));
    assertRefused(Map.of("JAVA_HOME", home.toString()), "Java 16 at ");
  }

  @Test
  void saysWhenJavaCannotCompileAndHasTo() throws IOException {
    String home = fakeJava("17.0.1", false).toString();
    assertRefused(Map.of("JAVA_HOME", home), "the Java at " + home + " cannot compile (expected:");
  }

  @Test
  void buildsOnceAndThenOnlyWhenASourceIsNewer() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    assertThat(run(environment, "status").errors()).contains("Building", "Built in");
    assertThat(run(environment, "status").errors()).isEmpty();
    assertThat(mavenCalls()).hasSize(1).first().asString().contains("-pl app -am package");

    Path source = repository.resolve("app/src/main/Changed.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
    run(environment, "status");
    assertThat(mavenCalls()).hasSize(2);
  }

  @Test
  void runsWhatIsBuiltWhenToldNotToBuild() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    run(environment, "status");
    Files.delete(repository.resolve("app/target/built"));
    environment.put("TALLYSTICK_BUILD", "off");
    assertThat(run(environment, "status").errors()).isEmpty();
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void showsWhyABuildFailedAndWhereItsLogIs() throws IOException {
    Files.createFile(repository.resolve("broken"));
    ProgramRun run = start(environment("17.0.1"), launcher, "status");
    assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
    assertThat(run.errors()).contains("it is broken", "target/build.log");
    Files.delete(repository.resolve("broken"));
    run(environment("17.0.1"), "status");
  }

  @Test
  void buildsOnceWhenStartedTwiceAtATime() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    ProgramRun one = start(environment, launcher, "status");
    ProgramRun two = start(environment, launcher, "status");
    assertThat(one.exitCode()).as(one::toString).isZero();
    assertThat(two.exitCode()).as(two::toString).isZero();
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void aLockOfAProcessThatIsGoneIsVoid() throws IOException {
    Files.createDirectories(repository.resolve("target"));
    Files.createSymbolicLink(repository.resolve("target/build.lock"), Path.of("999999999"));
    run(environment("17.0.1"), "status");
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void worksFromAnywhereAndThroughLinks() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of("a repository/tallystick"));
    Path linkToLink = directory.resolve("link-to-link");
    Files.createSymbolicLink(linkToLink, link);
    ProgramRun run = start(environment("17.0.1"), linkToLink, "query", "two words");
    assertThat(run.exitCode()).as(run::toString).isZero();
    assertThat(run.output())
        .contains("-cp", repository.resolve("app/target/tallystick.jar").toString())
        .endsWith("io.tallystick.app.Main\nquery\ntwo words\n");
  }

  @Test
  void optionsOfTheUserComeLast() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    environment.put("TALLYSTICK_JAVA_OPTIONS", "-Xmx1g -Dx=y");
    assertThat(run(environment, "serve").output())
        .containsSubsequence("-XX:+UseParallelGC", "-Xmx1g", "-Dx=y", "-cp");
  }

  @Test
  void aSmallNodeIsAskedToSaveMemory() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    environment.put("TALLYSTICK_MEMORY", "512m");
    String small = run(environment, "serve").output();
    assertThat(small.lines())
        .contains("-Xmx160m", "-XX:+UseSerialGC", "-XX:NewRatio=3", "-XX:ReservedCodeCacheSize=64m")
        .contains("MALLOC_ARENA_MAX=2", "MALLOC_MMAP_THRESHOLD_=262144")
        .contains("MALLOC_TRIM_THRESHOLD_=262144")
        .doesNotContain("-XX:+UseParallelGC", "-XX:+UseTransparentHugePages", "-Xmx1g");
    // what the page about capacity tells those who start Java themselves
    String page = Files.readString(Repository.root().resolve("docs/operating/capacity.md"));
    small
        .lines()
        .filter(line -> line.startsWith("MALLOC_") || line.startsWith("-X"))
        .filter(line -> !line.contains("SharedArchiveFile") && !line.startsWith("-Xlog:cds"))
        .forEach(line -> assertThat(page).contains(line));
  }

  @Test
  void aNodeHasOneGigabyteOfHeapUnlessItsMemoryIsGiven() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    assertThat(run(environment, "serve").output().lines())
        .contains("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "MALLOC_ARENA_MAX=2")
        .contains("-XX:NewRatio=10", "-XX:-UseAdaptiveSizePolicy")
        .doesNotContain("-XX:+UseSerialGC", "MALLOC_MMAP_THRESHOLD_=262144");
    environment.put("TALLYSTICK_MEMORY", "2G");
    assertThat(run(environment, "serve").output().lines())
        .contains("-Xms928m", "-Xmx928m", "-XX:+UseParallelGC")
        .doesNotContain("-Xmx1g", "-XX:+UseSerialGC", "MALLOC_MMAP_THRESHOLD_=262144");
    assertThat(run(environment, "status").output()).doesNotContain("-Xmx");
  }

  @Test
  void saysWhatMemoryMayBe() throws IOException {
    for (String memory : List.of("512", "1", "m", "-1g", "512mb", "0512m", "9999999999m", "511m")) {
      Map<String, String> environment = environment("17.0.1");
      environment.put("TALLYSTICK_MEMORY", memory);
      ProgramRun run = start(environment, launcher, "serve");
      assertThat(run.exitCode()).as(run::toString).isEqualTo(2);
      assertThat(run.errors())
          .isEqualTo("tallystick: TALLYSTICK_MEMORY: " + memory
              + " (expected: at least 512m, such as 2g)\n");
    }
  }

  @Test
  void theBenchmarkOfMemoryMeasuresASmallNode() throws IOException {
    Path jar = repository.resolve("benchmarks/target/tallystick-benchmarks.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Map<String, String> environment = environment("17.0.1");
    assertThat(run(environment, "bench", "memory").output().lines()).contains("-Xmx160m");
    assertThat(run(environment, "bench", "ingest").output().lines()).contains("-Xmx1g");
    environment.put("TALLYSTICK_MEMORY", "1g");
    assertThat(run(environment, "bench", "memory").output().lines()).contains("-Xmx416m");
  }

  @Test
  void aServerStartsWithClassesThatWerePreparedOnce() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    Path classes = repository.resolve("app/target/tallystick-java-17.0.1.jsa");
    String option = "-XX:SharedArchiveFile=" + classes;
    assertThat(run(environment, "status").output()).doesNotContain("SharedArchiveFile");
    assertThat(classes).doesNotExist();

    ProgramRun first = run(environment, "serve");
    assertThat(first.errors()).contains("Preparing fast starts");
    assertThat(first.output().lines()).contains(option);
    ProgramRun second = run(environment, "serve");
    assertThat(second.errors()).isEmpty();
    assertThat(second.output().lines()).contains(option);
    assertThat(run(environment, "status").output().lines()).contains(option);
    assertThat(run(environment("17.0.2"), "serve").errors()).contains("Preparing fast starts");
  }

  @Test
  void classesOfAnOlderBuildAreNotUsed() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    run(environment, "serve");
    Path jar = repository.resolve("app/target/tallystick.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    environment.put("TALLYSTICK_BUILD", "off");
    ProgramRun old = run(environment, "serve");
    assertThat(old.errors()).isEmpty();
    assertThat(old.output()).doesNotContain("SharedArchiveFile");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(1)));
    environment.remove("TALLYSTICK_BUILD");
    Files.delete(repository.resolve("app/target/tallystick-java-17.0.1.jsa"));
    assertThat(run(environment, "serve").errors()).isEqualTo("Preparing fast starts\n");
  }

  @Test
  void aServerStartsWithoutPreparedClassesToo() throws IOException {
    Map<String, String> environment = environment("17.0.1");
    Files.createFile(directory.resolve("fails"));
    ProgramRun first = run(environment, "serve");
    assertThat(first.errors()).contains("That failed, see ", "rehearsal.log; starts take longer");
    assertThat(first.output()).doesNotContain("SharedArchiveFile").contains("serve");
    ProgramRun second = run(environment, "serve");
    assertThat(second.errors()).isEmpty();
    assertThat(second.output()).doesNotContain("SharedArchiveFile").contains("serve");
  }

  @Test
  void newerReleasesOfJavaAreToldAboutNativeCode() throws IOException {
    assertThat(run(environment("17.0.1"), "serve").output()).doesNotContain("native-access");
    assertThat(run(environment("25"), "serve").output())
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    // what tests and the local cluster tell the nodes that they start themselves
    for (int release : List.of(17, 21, 22, 23, 25)) {
      String java = Integer.toString(release);
      assertThat(run(environment(java), "serve").output().lines())
          .filteredOn(option -> option.startsWith("--"))
          .isEqualTo(NewerJava.options(release));
    }
  }

  @Test
  void testRefusesAModuleThatDoesNotExist() throws IOException {
    ProgramRun run = start(environment("17.0.1"), launcher, "test", "nothing");
    assertThat(run.exitCode()).as(run::toString).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo("tallystick: test: nothing (expected: nothing, or modules of app)\n");
  }

  @Test
  void testRunsAllChecks() throws IOException {
    run(environment("17.0.1"), "test");
    run(environment("17.0.1"), "test", "app");
    assertThat(mavenCalls()).containsExactly("-B -ntp verify", "-B -ntp -pl app -am verify");
  }

  @Test
  void testFuzzSearchesAllDecodersOrOne() throws IOException {
    run(environment("17.0.1"), "test", "fuzz", "--seconds", "7", "--target", "json");
    assertThat(mavenCalls())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("-Dtest=*FuzzTest", "-Dtallystick.fuzz.seconds=7")
        .endsWith("-Dtallystick.fuzz.target=json");
    ProgramRun refused = start(environment("17.0.1"), launcher, "test", "fuzz", "--seconds", "x");
    assertThat(refused.exitCode()).as(refused::toString).isEqualTo(2);
    assertThat(refused.errors())
        .isEqualTo(
            "tallystick: test fuzz: --seconds: x (expected: at least 1, for each decoder)\n");
  }

  @Test
  void longTestsAreAProgramOfTheirOwn() throws IOException {
    Path jar = repository.resolve("qa/target/tallystick-qa.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    assertThat(run(environment("17.0.1"), "test", "faults", "--kills", "7").output())
        .contains("-cp\n" + jar + "\n")
        .endsWith("io.tallystick.qa.Main\nfaults\n--kills\n7\n");
    assertThat(mavenCalls()).hasSize(1).first().asString().contains("-pl qa -am package");
  }

  private void assertRefused(Map<String, String> environment, String sentence) {
    Map<String, String> all = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    all.putAll(environment);
    ProgramRun run = start(all, launcher, "demo");
    assertThat(run.exitCode()).as(run::toString).isEqualTo(2);
    assertThat(run.errors()).startsWith("tallystick: " + sentence);
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.output()).isEmpty();
  }

  private ProgramRun run(Map<String, String> environment, String... arguments) {
    ProgramRun run = start(environment, launcher, arguments);
    assertThat(run.exitCode()).as(run::toString).isZero();
    return run;
  }

  private ProgramRun start(Map<String, String> environment, Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return ProgramRun.start(directory, environment, command);
  }

  private Map<String, String> environment(String javaVersion) throws IOException {
    return new HashMap<>(
        Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", fakeJava(javaVersion, true).toString()));
  }

  /** A JDK whose java prints what is set for the C library, and its arguments, one a line. */
  private Path fakeJava(String version, boolean canCompile) throws IOException {
    Path home = directory.resolve("jdk-" + version);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), """
        if [ "$1" = -XshowSettings:properties ]; then
          echo '    java.home = %s' >&2
          echo '    java.specification.version = %s' >&2
        elif [ "${1#-XX:ArchiveClassesAtExit=}" != "$1" ]; then
          test ! -e '%s' && echo classes >"${1#*=}"
        else
          env | grep '^MALLOC_'
          printf '%%s\\n' "$@"
        fi
        """.formatted(home, version, directory.resolve("fails")));
    if (canCompile) {
      script(home.resolve("bin/javac"), "");
    }
    return home;
  }

  private List<String> mavenCalls() throws IOException {
    return Files.readAllLines(repository.resolve("maven-calls"));
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
