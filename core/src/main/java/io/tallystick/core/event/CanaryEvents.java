package io.tallystick.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names under which a node sends events to itself, to prove from outside that counting works.
 * Nobody else may use the source or the type, and no public number holds these events.
 */
public final class CanaryEvents {

  /** The reserved source. */
  public static final String SOURCE = "tallystick.canary";

  /** The type of all canary events. */
  public static final String TYPE = "tallystick.canary";

  private static final byte[] SOURCE_BYTES = SOURCE.getBytes(StandardCharsets.UTF_8);
  private static final byte[] TYPE_BYTES = TYPE.getBytes(StandardCharsets.UTF_8);

  private CanaryEvents() {}

  /** Whether {@code source} is the reserved one. */
  public static boolean isCanary(TextSlice source) {
    return isText(source, SOURCE_BYTES);
  }

  /** Whether {@code type} is the reserved one. */
  public static boolean isCanaryType(TextSlice type) {
    return isText(type, TYPE_BYTES);
  }

  private static boolean isText(TextSlice text, byte[] expected) {
    return Arrays.equals(
        text.bytes(), text.offset(), text.offset() + text.length(), expected, 0, expected.length);
  }
}
