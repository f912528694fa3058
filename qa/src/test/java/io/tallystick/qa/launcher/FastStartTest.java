package io.tallystick.qa.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.qa.house.Repository;
import io.tallystick.qa.process.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a node takes its classes from the file that the launcher prepares, and starts without it when
 * it does not fit. Method: runs the real launcher with the real Java on a copy of what is built, and
 * reads from where Java says it has loaded the classes.
 */
final class FastStartTest {

  private static final String SHARED = " source: shared objects file (top)";

  @TempDir
  private Path directory;

  @Test
  void aNodeLoadsItsClassesFromThePreparedFile() throws IOException {
    Path repository = copyOfWhatIsBuilt();
    assertThat(classesOf(repository, "")).contains("Preparing fast starts").contains(SHARED);
    assertThat(classesOf(repository, "")).doesNotContain("Preparing").contains(SHARED);

    // a library that has changed: Java refuses the file, and must not trouble anybody with that
    Path library = repository.resolve("app/target/lib").resolve(nameOfCore());
    Path changed = directory.resolve("changed.jar");
    Files.copy(library, changed);
    Files.write(changed, new byte[1], StandardOpenOption.APPEND);
    Files.move(changed, library, StandardCopyOption.REPLACE_EXISTING);
    assertThat(classesOf(repository, "off")).doesNotContain(SHARED).doesNotContain("warning");
  }

  /** Or JUnit warns of each of them. */
  @AfterEach
  void removeLinks() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("repository/app/target/lib"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** What the launcher and Java print while a node starts and stops. */
  private String classesOf(Path repository, String build) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("TALLYSTICK_JAVA_OPTIONS", "-Xlog:class+load");
    environment.put("TALLYSTICK_BUILD", build);
    List<String> command =
        List.of(repository.resolve("tallystick").toString(), "serve", "--port", "0");
    try (ProgramRun node = ProgramRun.start(directory, environment, command)) {
      node.awaitOutput(output -> node.errors().contains("ready after"));
      node.stop();
      assertThat(node.exitCode()).as(node::toString).isZero();
      List<String> engine = (node.output() + node.errors())
          .lines()
          .filter(line -> line.contains(" io.tallystick.embedded.engine.EmbeddedEngine source:")
              || line.startsWith("Preparing")
              || line.contains("[warning]"))
          .toList();
      return String.join("\n", engine);
    }
  }

  private Path copyOfWhatIsBuilt() throws IOException {
    Path root = Repository.root();
    Path repository = directory.resolve("repository");
    Path target = repository.resolve("app/target");
    Files.createDirectories(target.resolve("lib"));
    Files.createDirectories(repository.resolve("app/src/main"));
    Files.createDirectories(repository.resolve(".mvn"));
    Files.copy(root.resolve("tallystick"), repository.resolve("tallystick"));
    Files.copy(root.resolve("app/target/tallystick.jar"), target.resolve("tallystick.jar"));
    Files.copy(root.resolve("pom.xml"), repository.resolve("pom.xml"));
    Files.copy(root.resolve("app/pom.xml"), repository.resolve("app/pom.xml"));
    try (Stream<Path> files = Files.list(root.resolve("app/target/lib"))) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(target.resolve("lib").resolve(file.getFileName()), file);
      }
    }
    Files.createFile(target.resolve("built"));
    return repository;
  }

  private static String nameOfCore() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("app/target/lib"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("tallystick-core"))
          .findFirst()
          .orElseThrow();
    }
  }
}
