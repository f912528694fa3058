package io.tallystick.configuration;

/**
 * What happens to events that could not be counted.
 *
 * @param openMax how many may be open before new events are refused
 */
public record DeadLettersConfiguration(int openMax) {

  public DeadLettersConfiguration {
    Keys.DEAD_LETTERS_MAX_OPEN.require(openMax);
  }
}
