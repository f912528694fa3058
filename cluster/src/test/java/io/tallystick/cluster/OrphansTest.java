package io.tallystick.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no process stays behind, whatever becomes of the one that started it. Method: a program
 * that starts another one is killed.
 */
final class OrphansTest {

  /** Starts a process that would never end, and tells its number. */
  static final class Parent {
    public static void main(String[] arguments) throws InterruptedException {
      ProcessPlan plan = new ProcessPlan(
          "child",
          Path.of(arguments[0]),
          Path.of(System.getProperty("java.home"), "bin", "java"),
          List.of("-Xmx32m"),
          System.getProperty("java.class.path"),
          Child.class.getName(),
          List.of(),
          Map.of());
      ClusterProcess child =
          new ClusterProcess(plan, process -> process.logOfRun().contains("here")).start();
      System.out.println(child.pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  /** Never ends. */
  public static final class Child {
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("here");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void aChildEndsWithItsParentEvenIfThatIsKilled(@TempDir Path folder) throws Exception {
    assertTheChildEnds(folder, Process::destroyForcibly);
  }

  @Test
  void aChildEndsWithItsParentThatIsStopped(@TempDir Path folder) throws Exception {
    assertTheChildEnds(folder, Process::destroy);
  }

  private interface End {
    void of(Process parent);
  }

  private static void assertTheChildEnds(Path folder, End end) throws Exception {
    Process parent = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-cp",
            absoluteClassPath(),
            Parent.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try {
      ProcessHandle child = ProcessHandle.of(numberOfTheChild(parent)).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      end.of(parent);
      assertThat(child.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static long numberOfTheChild(Process parent) throws IOException {
    BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8);
    return Long.parseLong(lines.readLine());
  }

  private static String absoluteClassPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((all, entry) -> all + File.pathSeparator + entry)
        .orElseThrow();
  }
}
