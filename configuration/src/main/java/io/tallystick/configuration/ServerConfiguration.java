package io.tallystick.configuration;

import java.time.Duration;

/**
 * Where and how the HTTP API listens.
 *
 * @param port 0 to 65535; 0 picks a free one
 * @param address host name or IP address to listen on
 * @param connectionsMax most open connections
 * @param requestTimeout longest time for one request
 * @param idleTimeout after which a connection without requests is closed
 * @param drainTimeout longest time that a stop waits for requests in flight
 * @param inFlightBytesMax most bytes of event bodies in flight
 */
public record ServerConfiguration(
    int port,
    String address,
    int connectionsMax,
    Duration requestTimeout,
    Duration idleTimeout,
    Duration drainTimeout,
    long inFlightBytesMax) {

  public ServerConfiguration {
    Keys.SERVER_PORT.require(port);
    Keys.SERVER_ADDRESS.require(address);
    Keys.SERVER_MAX_CONNECTIONS.require(connectionsMax);
    Keys.SERVER_REQUEST_TIMEOUT.require(requestTimeout);
    Keys.SERVER_IDLE_TIMEOUT.require(idleTimeout);
    Keys.SERVER_DRAIN_TIMEOUT.require(drainTimeout);
    Keys.SERVER_MAX_IN_FLIGHT_BYTES.require(inFlightBytesMax);
  }
}
