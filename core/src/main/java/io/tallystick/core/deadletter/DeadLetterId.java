package io.tallystick.core.deadletter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one dead letter for ever; as text {@code partition-offset}.
 *
 * @param partition where it stands in the log
 * @param offset where it stands in the partition
 */
public record DeadLetterId(int partition, long offset) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})-([0-9]{1,18})");

  public DeadLetterId {
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "id: " + partition + "-" + offset + " (expected: two numbers >= 0)");
    }
  }

  /** The id that {@code text} says, or null when it is none. */
  public static @Nullable DeadLetterId parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? new DeadLetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
