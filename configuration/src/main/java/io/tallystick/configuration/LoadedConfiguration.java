package io.tallystick.configuration;

import java.util.List;

/**
 * A configuration and where it comes from.
 *
 * @param configuration the values
 * @param settings the same values as text, one for each key, with their sources
 */
public record LoadedConfiguration(NodeConfiguration configuration, List<Setting> settings) {

  public LoadedConfiguration {
    settings = List.copyOf(settings);
  }
}
