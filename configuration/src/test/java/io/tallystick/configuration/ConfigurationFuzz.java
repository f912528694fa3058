package io.tallystick.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tallystick.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fuzz target for the configuration file: it is refused with its problems, or what {@code config}
 * prints of it is a configuration file that says the same.
 */
public final class ConfigurationFuzz {

  private ConfigurationFuzz() {}

  /** The target. */
  public static FuzzTarget target() {
    List<byte[]> seeds = Stream.of(
            "",
            "server: {port: 1, address: \"::1\", request-timeout: 5s}\n",
            "data:\n  directory: './a b'\nevents:\n  max-body-bytes: 2MiB # two\n",
            "dimensions:\n  - country\n  - [subject, country]\nlog: {retention: 30d}\n",
            "deduplication:\n  window: 1h\n  memory: auto\nprocessing: {partitions: 2}\n",
            "rules:\n  - {type: 'a b', required-attributes: [x, 'y z'], max-value: 9}\n",
            "data: {directory: |\n    x\n  }\n",
            "? server\n: port: !!int 5\n")
        .map(text -> text.getBytes(UTF_8))
        .filter(ConfigurationFuzz::isConfiguration)
        .toList();
    return new FuzzTarget("configuration", seeds, ConfigurationFuzz::accepts);
  }

  private static boolean isConfiguration(byte[] file) {
    try {
      load(file);
      return true;
    } catch (ConfigurationException e) {
      return false;
    }
  }

  private static boolean accepts(byte[] file) {
    LoadedConfiguration loaded;
    try {
      loaded = load(file);
    } catch (ConfigurationException e) {
      assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.contains(": "));
      return false;
    }
    String printed = SettingsText.yaml(loaded.settings());
    LoadedConfiguration again = load(printed.getBytes(UTF_8));
    assertThat(again.configuration()).isEqualTo(loaded.configuration());
    assertThat(again.settings())
        .extracting(Setting::value)
        .isEqualTo(loaded.settings().stream().map(Setting::value).toList());
    return true;
  }

  private static LoadedConfiguration load(byte[] file) {
    try {
      Path directory = Files.createDirectories(Path.of("target", "fuzz", "configuration"));
      Path path = directory.resolve("fuzz-" + ProcessHandle.current().pid() + ".yaml");
      try {
        return ConfigurationLoader.load(directory, Files.write(path, file), Map.of(), List.of());
      } finally {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
