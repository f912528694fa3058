package io.tallystick.core.dedup;

/**
 * How the index counts time: in generations, of which at most 61 are live at any moment.
 *
 * @param millis length of a generation
 * @param ageMax age in generations up to which an id is remembered
 */
record Generations(long millis, int ageMax) {

  /*
   * An id seen at time t gets generation t / millis. It is live while the current generation is at
   * most ageMax newer, so it is forgotten more than the window and at most the window plus one
   * generation after t (window rounded up to whole generations).
   *
   * A slot has one byte for the generation: 0 says empty, 1 + generation % 255 otherwise. Whoever
   * reads a code knows a generation that lies at most 254 - 60 after it, so the code is unambiguous.
   */

  /** Generations in one window. */
  static final int PER_WINDOW = 60;

  /** Distinct codes; the code 0 means that there is no id. */
  static final int CODES = 255;

  static Generations ofWindow(long windowMillis) {
    long millis = (windowMillis + PER_WINDOW - 1) / PER_WINDOW;
    return new Generations(millis, (int) ((windowMillis + millis - 1) / millis));
  }

  /** The generation that holds {@code arrivalMillis}. */
  long at(long arrivalMillis) {
    return arrivalMillis / millis;
  }

  /** The byte that stands for {@code generation} in a slot, 1 to 255. */
  static int code(long generation) {
    return 1 + (int) (generation % CODES);
  }

  /** How many generations lie between a code and the later one of now. */
  static int age(int codeNow, int code) {
    int age = codeNow - code;
    return age < 0 ? age + CODES : age;
  }
}
