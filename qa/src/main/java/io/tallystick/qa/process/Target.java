package io.tallystick.qa.process;

import java.io.IOException;

/** What a load is sent to and what is asked: one node, or the processes of a cluster. */
public interface Target {

  /** Gets {@code path}, which begins with a slash and is encoded. */
  Answer get(String path) throws IOException, InterruptedException;

  /** Posts {@code body} to {@code path}. */
  Answer post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException;

  /** Whether it may still answer; if not, clients end. */
  boolean isAlive();

  /** How many connections may break one after the other while it is there. */
  default int brokenMax() {
    return 3;
  }

  /**
   * Whether these are the processes of a cluster on this machine. Then who answers may not have
   * heard yet of what another one has acknowledged, and a request that was refused may have been
   * written all the same.
   */
  default boolean isCluster() {
    return false;
  }
}
