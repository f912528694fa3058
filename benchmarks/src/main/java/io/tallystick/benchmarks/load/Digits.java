package io.tallystick.benchmarks.load;

/** Writes numbers as ASCII digits of a fixed width. */
final class Digits {

  private Digits() {}

  /** Writes the last {@code width} decimal digits of {@code number}. */
  static void put(byte[] target, int at, int width, int number) {
    for (int i = at + width - 1; i >= at; i--) {
      int tenth = number / 10;
      target[i] = (byte) ('0' + number - tenth * 10);
      number = tenth;
    }
  }
}
