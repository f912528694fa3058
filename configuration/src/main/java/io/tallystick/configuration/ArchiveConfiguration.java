package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The archive of raw events.
 *
 * @param enabled whether events that leave the log of a node are archived
 * @param directory where; empty: below the data directory
 * @param url in a cluster: where the counting job archives; empty: nowhere
 * @param fileEvents in a cluster: events that are worth a file
 * @param fileAge in a cluster: after so long fewer are
 */
public record ArchiveConfiguration(
    boolean enabled,
    Optional<Path> directory,
    Optional<String> url,
    int fileEvents,
    Duration fileAge) {

  private static final String BELOW_DATA = "archive";

  public ArchiveConfiguration {
    Keys.ARCHIVE_DIRECTORY.require(directory);
    url.ifPresent(Keys.ARCHIVE_URL::require);
    Keys.ARCHIVE_FILE_EVENTS.require(fileEvents);
    Keys.ARCHIVE_FILE_AGE.require(fileAge);
  }

  static ArchiveConfiguration of(Values values) {
    return new ArchiveConfiguration(
        values.get(Keys.ARCHIVE_ENABLED),
        values.get(Keys.ARCHIVE_DIRECTORY),
        Optional.of(values.get(Keys.ARCHIVE_URL)).filter(url -> !url.equals("none")),
        values.get(Keys.ARCHIVE_FILE_EVENTS),
        values.get(Keys.ARCHIVE_FILE_AGE));
  }

  /** The folder of the archive of a node with that data directory. */
  public Path directory(Path data) {
    return directory.orElse(data.resolve(BELOW_DATA));
  }
}
