package io.tallystick.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the engines get a Java 17 whatever Java runs us, or the user is told what is missing.
 * Method: folders that look like a Java of some release.
 */
final class Java17Test {

  @TempDir
  private Path folder;

  @Test
  void theReleaseThatIsFoundIs17() throws IOException {
    Path newer = home("newer", "25.0.3");
    Path older = home("older", "1.8.0_392");
    Path home = home("place/jdk", "17.0.15");
    home("place/a-newer", "21.0.1");
    home("place/b-empty", "17.0.15");
    Files.delete(folder.resolve("place/b-empty/bin/java"));
    assertThat(Java17.found(List.of(newer, older), List.of(folder.resolve("place"))))
        .isEqualTo(home.resolve("bin/java"));
    Path first = home("first", "17");
    assertThat(Java17.found(List.of(newer, first), List.of(folder.resolve("place"))))
        .isEqualTo(first.resolve("bin/java"));
  }

  @Test
  void aJavaOfMacOsIsFound() throws IOException {
    Path home = home("place/temurin-17.jdk/Contents/Home", "17.0.15");
    assertThat(Java17.found(List.of(), List.of(folder.resolve("place"))))
        .isEqualTo(home.resolve("bin/java"));
  }

  @Test
  void linksOnThePathAreFollowed() throws IOException {
    Path home = home("jdk", "17.0.15").toRealPath();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("bin/java"));
    Files.createSymbolicLink(bin.resolve("java"), link);
    String path = String.join(File.pathSeparator, "/nowhere", "", bin.toString());
    assertThat(Java17.homesOnPath(path)).containsExactly(home);
    assertThat(Java17.homesOnPath(null)).isEmpty();
  }

  @Test
  void whereThereIsNoneTheMessageSaysWhatToDo() throws IOException {
    Path place = home("place/newer", "25").getParent();
    assertThatThrownBy(() -> Java17.found(List.of(), List.of(place, Path.of("/nowhere"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "TALLYSTICK_JAVA17_HOME: not set, and no Java 17 is in JAVA_HOME, on the PATH or"
                + " in " + place
                + ", /nowhere (expected: the folder of a Java 17, with bin/java in it,"
                + " because Cassandra 5 runs on no newer Java)");
  }

  @Test
  void theOneThatIsNamedIsTakenOrRefused() throws IOException {
    Path home = home("jdk", "17.0.15");
    assertThat(Java17.named(home)).isEqualTo(home.resolve("bin/java"));
    Path newer = home("newer", "25.0.3");
    assertThatThrownBy(() -> Java17.named(newer))
        .hasMessage("TALLYSTICK_JAVA17_HOME: " + newer + " (expected: the folder of a Java 17, with"
            + " bin/java in it, because Cassandra 5 runs on no newer Java)");
  }

  private Path home(String name, String release) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + release + "\"\n");
    return home;
  }
}
