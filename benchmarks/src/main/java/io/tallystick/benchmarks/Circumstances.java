package io.tallystick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where and with what a benchmark ran. */
final class Circumstances {

  private Circumstances() {}

  /** Operating system, processors and memory. */
  static String machine() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
        + Runtime.getRuntime().availableProcessors() + " x "
        + line("/proc/cpuinfo", "model name").orElse("processor")
        + line("/proc/meminfo", "MemTotal")
            .map(text -> ", " + (Long.parseLong(text.replaceAll("[^0-9]", "")) >> 10) + " MiB")
            .orElse("");
  }

  static String java() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
  }

  /** The commit of the working folder, with {@code -changed} when files differ from it. */
  static String commit() {
    String commit = git("rev-parse", "HEAD").orElse("");
    if (commit.isEmpty()) {
      return "unknown";
    }
    boolean changed = git("status", "--porcelain", "--untracked-files=no")
        .map(text -> !text.isEmpty())
        .orElse(false);
    return changed ? commit + "-changed" : commit;
  }

  private static Optional<String> line(String file, String name) {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try {
      return Files.readString(path)
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> git(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try {
      Process process = new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      process.getOutputStream().close();
      try (InputStream output = process.getInputStream()) {
        String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
            ? Optional.of(text)
            : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
