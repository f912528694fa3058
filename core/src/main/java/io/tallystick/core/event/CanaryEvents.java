package io.tallystick.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names under which a node sends events to itself, to prove from outside that counting works.
 * Nobody else may use the source, and no public number holds these events.
 */
public final class CanaryEvents {

  /** The reserved source. */
  public static final String SOURCE = "tallystick.canary";

  /** The type of all canary events. */
  public static final String TYPE = "tallystick.canary";

  private static final byte[] SOURCE_BYTES = SOURCE.getBytes(StandardCharsets.UTF_8);

  private CanaryEvents() {}

  /** Whether {@code source} is the reserved one. */
  public static boolean isCanary(TextSlice source) {
    return Arrays.equals(
        source.bytes(),
        source.offset(),
        source.offset() + source.length(),
        SOURCE_BYTES,
        0,
        SOURCE_BYTES.length);
  }
}
