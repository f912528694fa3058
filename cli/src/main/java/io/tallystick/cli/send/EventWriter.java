package io.tallystick.cli.send;

import io.tallystick.core.event.RefusedException;

/** Turns the records of one input into events. */
interface EventWriter {

  /**
   * Appends the event as one line of JSON.
   *
   * @throws RefusedException when there is no event in the record; what was appended is then to be
   *     forgotten
   */
  void write(InputRecord record, EventBytes out);
}
