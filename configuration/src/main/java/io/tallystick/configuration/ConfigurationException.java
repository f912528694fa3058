package io.tallystick.configuration;

import java.util.List;

/** Everything that is wrong with a configuration, for the operator. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** One line each, in the order of the sources. */
  public List<String> problems() {
    return problems;
  }
}
