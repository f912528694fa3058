package io.tallystick.configuration;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Where a node keeps what it knows.
 *
 * @param directory the folder, relative to where the node was started
 * @param freeBytesMin space kept free on its disk; empty: what fits the disk
 */
public record DataConfiguration(Path directory, OptionalLong freeBytesMin) {

  public DataConfiguration {
    Keys.DATA_DIRECTORY.require(directory);
    Keys.DATA_MIN_FREE_BYTES.require(freeBytesMin);
  }
}
