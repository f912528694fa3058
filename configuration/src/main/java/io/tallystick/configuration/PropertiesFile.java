package io.tallystick.configuration;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A file that a key names, in the format of {@link Properties}. Stateless. */
final class PropertiesFile {

  private PropertiesFile() {}

  /**
   * Everything in it.
   *
   * @param key that names the file, for the error
   * @throws UncheckedIOException when it cannot be read
   */
  static Map<String, String> read(String key, Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(key + ": " + file + " (expected: a file that can be read)", e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
  }
}
