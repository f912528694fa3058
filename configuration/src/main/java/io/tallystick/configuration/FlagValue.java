package io.tallystick.configuration;

/**
 * A value given on the command line.
 *
 * @param flag the flag as the user knows it, such as {@code --port}
 * @param key the key that it sets
 * @param value its value as text
 */
public record FlagValue(String flag, String key, String value) {}
