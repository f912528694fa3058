package io.tallystick.embedded.step;

import io.tallystick.core.process.CommitStep;
import io.tallystick.core.process.StepListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at one step, at once and without any cleaning up, as {@code kill -9} does. */
final class HaltAtStep implements StepListener {

  /** What a process that was killed with signal 9 ends with. */
  static final int EXIT_STATUS = 137;

  private static final Logger LOGGER = LoggerFactory.getLogger(HaltAtStep.class);
  private static final Pattern STEP_AND_COUNT = Pattern.compile("([A-Z_]+):(\\d{1,9})");

  private final CommitStep step;
  private final AtomicInteger passesLeft;

  private HaltAtStep(CommitStep step, int passes) {
    this.step = step;
    passesLeft = new AtomicInteger(passes);
  }

  /**
   * @param wanted a step and how often it may be passed before the process ends, as STEP:COUNT
   */
  static HaltAtStep of(String wanted) {
    Matcher matcher = STEP_AND_COUNT.matcher(wanted);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Steps.HALT_PROPERTY + ": " + wanted + " (expected: STEP:COUNT)");
    }
    LOGGER.warn("{}={}: this process will end there, for a test", Steps.HALT_PROPERTY, wanted);
    return new HaltAtStep(CommitStep.valueOf(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public void reached(CommitStep reached) {
    if (reached == step && passesLeft.getAndDecrement() == 0) {
      LOGGER.warn("halt at {}", step);
      Runtime.getRuntime().halt(EXIT_STATUS);
    }
  }
}
