package io.tallystick.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.app.canary.Canary;
import io.tallystick.app.canary.CanarySettings;
import io.tallystick.app.canary.LoopbackConnection;
import io.tallystick.configuration.CanaryConfiguration;
import io.tallystick.configuration.NodeConfiguration;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.server.canary.CanaryAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the configuration says about canaries in a cluster. Stateless. */
final class CanaryParts {

  private CanaryParts() {}

  /** How a node that takes events knows the canaries of those that answer. */
  static CanaryAccess access(NodeConfiguration configuration) {
    return configuration
        .canary()
        .tokenFile()
        .map(file -> CanaryAccess.of(token(file), () -> CanaryReport.OFF))
        .orElseGet(CanaryAccess::none);
  }

  /** The canary of a node that answers, if it is to have one; it is not started. */
  static Optional<Canary> canary(
      NodeConfiguration configuration, LongSupplier clock, MeterRegistry meters) {
    CanaryConfiguration canary = configuration.canary();
    if (canary.interval().isZero()
        || canary.ingestUrl().isEmpty()
        || canary.tokenFile().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Canary(
        new CanarySettings(
            canary.interval(),
            configuration.deduplication().window(),
            configuration.events().batchEventsMax(),
            token(canary.tokenFile().orElseThrow()),
            true),
        clock,
        meters));
  }

  /** Starts it: it sends where it is configured to, and asks this node. */
  static void start(
      Canary canary,
      NodeConfiguration configuration,
      NodeStatus status,
      InetSocketAddress address) {
    URI ingest = URI.create(configuration.canary().ingestUrl().orElseThrow());
    LoopbackConnection.Addresses addresses =
        () -> Arrays.stream(InetAddress.getAllByName(ingest.getHost()))
            .map(each -> new InetSocketAddress(each, ingest.getPort()))
            .toList();
    canary.start(status, addresses, address, seriesPrefix(address.getPort()));
  }

  /** The same for each start of this node, so that there are not ever more series. */
  private static String seriesPrefix(int port) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "";
    }
    return Integer.toHexString((host + ":" + port).hashCode()) + "-";
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.matches("[\\x21-\\x7e]{8,1000}")) {
        throw new IllegalArgumentException("canary.token-file: " + file
            + " (expected: a file with 8 to 1000 letters, digits or signs, and no spaces)");
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "canary.token-file: " + file + " (expected: a file that can be read)", e);
    }
  }
}
