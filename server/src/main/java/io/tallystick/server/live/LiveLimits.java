package io.tallystick.server.live;

/**
 * How much is done for readers of {@code /v1/live}.
 *
 * @param connectionsMax most readers at a time
 * @param subscriptionsMax most different questions that are followed at a time
 * @param tickMillis how often something is sent
 */
record LiveLimits(int connectionsMax, int subscriptionsMax, long tickMillis) {

  static final LiveLimits DEFAULT = new LiveLimits(2_000, 64, 1_000);
}
