package io.tallystick.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Java 17 that the components run on: Cassandra 5 runs on no newer one, and the others were
 * tried on it.
 */
public final class Java17 {

  /** Names the folder of a JDK or JRE 17, when it is in no usual place. */
  public static final String ENVIRONMENT = "TALLYSTICK_JAVA17_HOME";

  private static final String EXPECTED = " (expected: the folder of a Java 17, with bin/java in it,"
      + " because Cassandra 5 runs on no newer Java)";

  private Java17() {}

  /**
   * The program {@code java}: the one that the user names, that of this process, or one in the
   * usual places.
   *
   * @throws IllegalStateException where there is none, or where the one that is named is none; the
   *     message says what to do
   */
  public static Path program() {
    String named = System.getenv(ENVIRONMENT);
    if (named != null && !named.isBlank()) {
      return named(Path.of(named));
    }
    List<Path> homes = new ArrayList<>();
    add(homes, System.getProperty("java.home"));
    add(homes, System.getenv("JAVA_HOME"));
    homes.addAll(homesOnPath(System.getenv("PATH")));
    Path user = Path.of(System.getProperty("user.home"));
    return found(
        homes,
        List.of(
            Path.of("/usr/lib/jvm"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of("/opt")));
  }

  /* Who names one means it: another one in its place would be a surprise. */
  static Path named(Path home) {
    if (!is17(home)) {
      throw new IllegalStateException(ENVIRONMENT + ": " + home + EXPECTED);
    }
    return programIn(home);
  }

  static Path found(List<Path> homes, List<Path> places) {
    return Stream.concat(homes.stream(), places.stream().flatMap(Java17::homesIn))
        .filter(Java17::is17)
        .findFirst()
        .map(Java17::programIn)
        .orElseThrow(() -> new IllegalStateException(ENVIRONMENT
            + ": not set, and no Java 17 is in JAVA_HOME, on the PATH or in "
            + places.stream().map(Path::toString).collect(Collectors.joining(", "))
            + EXPECTED));
  }

  private static void add(List<Path> homes, @Nullable String home) {
    if (home != null && !home.isBlank()) {
      homes.add(Path.of(home));
    }
  }

  /* What is on the path is often a link to a link. */
  static List<Path> homesOnPath(@Nullable String path) {
    List<Path> homes = new ArrayList<>();
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      try {
        Path bin = Path.of(folder).resolve("java").toRealPath().getParent();
        if (bin != null && bin.getParent() != null) {
          homes.add(bin.getParent());
        }
      } catch (IOException e) {
        // there is none
      }
    }
    return homes;
  }

  private static Stream<Path> homesIn(Path place) {
    try (Stream<Path> folders = Files.list(place)) {
      return folders
          .sorted()
          .flatMap(folder -> Stream.of(folder, folder.resolve("Contents/Home")))
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.of(); // not on this system
    }
  }

  private static Path programIn(Path home) {
    return home.resolve("bin").resolve("java");
  }

  private static boolean is17(Path home) {
    if (!Files.isExecutable(programIn(home))) {
      return false;
    }
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines.anyMatch(line -> line.startsWith("JAVA_VERSION=\"17"));
    } catch (IOException e) {
      return false;
    }
  }
}
