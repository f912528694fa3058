package io.tallystick.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The inputs that were found once, in the source tree of the module whose tests are running. */
final class FuzzInputs {

  private static final Path ROOT = Path.of("src/test/resources/fuzz");

  private FuzzInputs() {}

  /** The files of one target; none when nothing was ever found. */
  static List<Path> of(FuzzTarget target) throws IOException {
    Path directory = ROOT.resolve(target.name());
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** Keeps what was found, and says where. */
  static Path keep(FuzzTarget target, byte[] input) throws IOException {
    for (Path known : of(target)) {
      if (Arrays.equals(Files.readAllBytes(known), input)) {
        return known;
      }
    }
    CRC32 name = new CRC32();
    name.update(input);
    Path file = ROOT.resolve(target.name()).resolve(String.format("found-%08x", name.getValue()));
    Files.createDirectories(file.getParent());
    return Files.write(file, input);
  }
}
