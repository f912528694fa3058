package io.tallystick.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node checks from outside that counting is exact.
 *
 * @param interval time between two checks; zero: never
 * @param ingestUrl in a cluster, where a node that answers sends its events
 * @param tokenFile in a cluster, what makes nodes know the canaries of each other
 */
public record CanaryConfiguration(
    Duration interval, Optional<String> ingestUrl, Optional<Path> tokenFile) {

  public CanaryConfiguration {
    Keys.CANARY_INTERVAL.require(interval);
    ingestUrl.ifPresent(Keys.CANARY_INGEST_URL::require);
    Keys.CANARY_TOKEN_FILE.require(tokenFile);
  }

  static CanaryConfiguration of(Values values) {
    return new CanaryConfiguration(
        values.get(Keys.CANARY_INTERVAL),
        Optional.of(values.get(Keys.CANARY_INGEST_URL)).filter(url -> !url.equals("none")),
        values.get(Keys.CANARY_TOKEN_FILE));
  }
}
