package io.tallystick.embedded.engine;

/** Where the log of one partition ends, and how much of it the canary has written. Thread-safe. */
final class Appended {

  /**
   * The end at one moment.
   *
   * @param offset offset that the next event will get
   * @param canary canary events that were appended since the start
   */
  record Position(long offset, long canary) {}

  private Position position;

  /**
   * @param offset where the log ended at the start
   */
  Appended(long offset) {
    position = new Position(offset, 0);
  }

  synchronized void appended(long end, int canary) {
    position = new Position(end, position.canary() + canary);
  }

  synchronized Position position() {
    return position;
  }
}
