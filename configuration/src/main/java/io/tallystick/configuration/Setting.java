package io.tallystick.configuration;

/**
 * The effective value of one key.
 *
 * @param key its name, such as {@code server.port}
 * @param value its value as text, as a file may hold it
 * @param source where the value comes from: {@code default}, {@code FILE:LINE}, {@code environment
 *     NAME} or {@code flag NAME}
 */
public record Setting(String key, String value, String source) {}
