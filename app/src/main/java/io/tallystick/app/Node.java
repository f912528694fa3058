package io.tallystick.app;

import io.tallystick.app.config.LoadedConfiguration;

/** One running node: the engine and its server. */
final class Node {

  private Node() {}

  /** Serves until the process is asked to stop; returns its exit code. */
  static int serve(LoadedConfiguration loaded) {
    throw new UnsupportedOperationException(
        "serve: no engine yet for " + loaded.configuration().data().directory());
  }
}
