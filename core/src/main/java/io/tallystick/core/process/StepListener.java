package io.tallystick.core.process;

/** Hears of each {@link CommitStep}, on the thread that takes it. */
public interface StepListener {

  /** Does nothing. */
  StepListener NONE = step -> {};

  /** The step has just been taken. May end the process; must not throw. */
  void reached(CommitStep step);
}
