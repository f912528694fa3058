package io.tallystick.app.config;

import java.nio.file.Path;

/**
 * Where a node keeps what it knows.
 *
 * @param directory the folder, relative to where the node was started
 */
public record DataConfiguration(Path directory) {

  public DataConfiguration {
    Keys.DATA_DIRECTORY.require(directory);
  }
}
