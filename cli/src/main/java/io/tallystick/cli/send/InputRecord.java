package io.tallystick.cli.send;

import io.tallystick.core.event.RefusedException;

/** One record of an input. It keeps what is needed to tell about it when it is rejected. */
interface InputRecord {

  /** The line on which it begins, from 1. */
  long line();

  /** How many bytes it takes in the input, about. */
  int bytes();

  /**
   * The text in a column, an index that {@link RecordReader#column} gave.
   *
   * @return empty when there is none
   * @throws RefusedException when the record is broken
   */
  String field(int column);

  /** The record as it stands in the input, or as near to it as can be told. */
  String original();
}
