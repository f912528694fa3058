package io.tallystick.embedded.step;

import io.tallystick.core.process.StepListener;

/** Who hears of the steps of the commit path in this process. */
public final class Steps {

  /*
   * A constant of the process and not a setting of the engine: what it does, ending the process, is
   * the process' affair, and the compiler removes a constant that does nothing. Steps are taken
   * once a group, entry, commit or file, never once an event.
   */

  /** Names a step and how often it may be passed before the process ends at it: STEP:COUNT. */
  public static final String HALT_PROPERTY = "tallystick.test.halt-at";

  /** Does nothing unless {@value #HALT_PROPERTY} says otherwise. */
  public static final StepListener LISTENER = listener(System.getProperty(HALT_PROPERTY, ""));

  private Steps() {}

  private static StepListener listener(String wanted) {
    return wanted.isEmpty() ? StepListener.NONE : HaltAtStep.of(wanted);
  }
}
