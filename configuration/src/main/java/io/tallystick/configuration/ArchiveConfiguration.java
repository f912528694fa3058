package io.tallystick.configuration;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The archive of raw events.
 *
 * @param enabled whether events that leave the log are archived
 * @param directory where; empty: below the data directory
 */
public record ArchiveConfiguration(boolean enabled, Optional<Path> directory) {

  private static final String BELOW_DATA = "archive";

  public ArchiveConfiguration {
    Keys.ARCHIVE_DIRECTORY.require(directory);
  }

  /** The folder of the archive of a node with that data directory. */
  public Path directory(Path data) {
    return directory.orElse(data.resolve(BELOW_DATA));
  }
}
