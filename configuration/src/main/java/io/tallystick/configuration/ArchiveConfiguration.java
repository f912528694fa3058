package io.tallystick.configuration;

import java.net.URI;
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
 * @param s3 in a cluster: how recounts reach an archive in S3
 */
public record ArchiveConfiguration(
    boolean enabled,
    Optional<Path> directory,
    Optional<String> url,
    int fileEvents,
    Duration fileAge,
    S3 s3) {

  /**
   * How recounts reach an archive in S3.
   *
   * @param endpoint of the server; empty: Amazon's
   * @param region empty: the one of the environment
   * @param pathStyle whether the bucket stands in the path of requests and not in the host
   */
  public record S3(Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {

    public S3 {
      endpoint.map(URI::toString).ifPresent(Keys.ARCHIVE_S3_ENDPOINT::require);
      region.ifPresent(Keys.ARCHIVE_S3_REGION::require);
    }

    static S3 of(Values values) {
      return new S3(
          given(values.get(Keys.ARCHIVE_S3_ENDPOINT)).map(URI::create),
          given(values.get(Keys.ARCHIVE_S3_REGION)),
          values.get(Keys.ARCHIVE_S3_PATH_STYLE));
    }

    private static Optional<String> given(String value) {
      return Optional.of(value).filter(given -> !given.equals("auto"));
    }
  }

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
        values.get(Keys.ARCHIVE_FILE_AGE),
        S3.of(values));
  }

  /** The folder of the archive of a node with that data directory. */
  public Path directory(Path data) {
    return directory.orElse(data.resolve(BELOW_DATA));
  }
}
