package io.tallystick.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Java 17 that the components run on: Cassandra 5 runs on no newer one, and the others were
 * tried on it.
 */
public final class Java17 {

  /** Names the folder of a JDK or JRE 17, when it is in no usual place. */
  public static final String ENVIRONMENT = "TALLYSTICK_JAVA17_HOME";

  private Java17() {}

  /**
   * The program {@code java}.
   *
   * @throws IllegalStateException where there is none; the message says where it was looked for
   */
  public static Path program() {
    List<Path> homes = candidates();
    for (Path home : homes) {
      if (is17(home)) {
        return home.resolve("bin").resolve("java");
      }
    }
    throw new IllegalStateException("java: no release 17 was found (expected: " + ENVIRONMENT
        + " names its folder, because Cassandra 5 runs on no newer one; looked in " + homes + ")");
  }

  private static List<Path> candidates() {
    List<Path> homes = new ArrayList<>();
    add(homes, System.getenv(ENVIRONMENT));
    add(homes, System.getProperty("java.home"));
    add(homes, System.getenv("JAVA_HOME"));
    Path user = Path.of(System.getProperty("user.home"));
    addAll(homes, Path.of("/usr/lib/jvm"), "");
    addAll(homes, user.resolve(".sdkman/candidates/java"), "");
    addAll(homes, user.resolve(".jdks"), "");
    addAll(homes, Path.of("/Library/Java/JavaVirtualMachines"), "Contents/Home");
    addAll(homes, Path.of("/opt"), "");
    return homes;
  }

  private static void add(List<Path> homes, @Nullable String home) {
    if (home != null && !home.isBlank()) {
      homes.add(Path.of(home));
    }
  }

  private static void addAll(List<Path> homes, Path parent, String inside) {
    try (Stream<Path> folders = Files.list(parent)) {
      folders.sorted().map(folder -> folder.resolve(inside)).forEach(homes::add);
    } catch (IOException e) {
      // not on this system
    }
  }

  private static boolean is17(Path home) {
    if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
      return false;
    }
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines.anyMatch(line -> line.startsWith("JAVA_VERSION=\"17"));
    } catch (IOException e) {
      return false;
    }
  }
}
