package io.tallystick.qa.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process uses at the moment; zeros where the system does not tell.
 *
 * @param memoryBytes resident memory
 * @param openFiles file handles, sockets among them
 */
public record ProcessUsage(long memoryBytes, long openFiles) {

  static ProcessUsage of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    if (!Files.isReadable(folder.resolve("status"))) {
      return new ProcessUsage(0, 0);
    }
    long kibibytes = Files.readString(folder.resolve("status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .findFirst()
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .orElse(0L);
    try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
      return new ProcessUsage(kibibytes << 10, files.count());
    }
  }
}
