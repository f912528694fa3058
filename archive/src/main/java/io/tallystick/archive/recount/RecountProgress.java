package io.tallystick.archive.recount;

/** Hears how far a recount is. */
interface RecountProgress {
  /**
   * @param step what is done now, in a few words
   * @param share of the whole, 0 to 1
   */
  void at(String step, double share);
}
