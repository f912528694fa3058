package io.tallystick.configuration;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param name {@code section.key} in kebab case, or a lone {@code key}
 * @param kind what values it takes
 * @param defaultText its value unless it is given
 * @param documentation one sentence for the operator
 */
record Key<T>(String name, Kind<T> kind, String defaultText, String documentation) {

  T defaultValue() {
    return kind.parse(defaultText);
  }

  /** The section that it stands in; empty for a lone key. */
  String section() {
    return name.substring(0, Math.max(0, name.indexOf('.')));
  }

  /** Its name within its section. */
  String member() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** The environment variable that sets it. */
  String environmentName() {
    return Keys.ENVIRONMENT_PREFIX
        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Holds a value that did not come through {@link Kind#parse} to the same range.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  void require(T value) {
    try {
      kind.require(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
