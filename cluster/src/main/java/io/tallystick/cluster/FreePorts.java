package io.tallystick.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on.
 *
 * <p>They come from below the range that systems take for outgoing connections, so that a process
 * that is killed finds its port free when it is started again.
 */
public final class FreePorts {

  private static final int FIRST = 12_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS_MAX = 1_000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /** A port that is free on 127.0.0.1. */
  public static int next() {
    return next(List.of("127.0.0.1"));
  }

  /** A port that is free on all of these addresses. */
  public static synchronized int next(List<String> addresses) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (!GIVEN.contains(port)
          && addresses.stream().allMatch(address -> isFree(address, port))
          && isFree("0.0.0.0", port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException(
        "ports: none of " + ATTEMPTS_MAX + " was free on " + addresses + " (expected: one)");
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // without this, a port of a process that has just ended would look taken
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
