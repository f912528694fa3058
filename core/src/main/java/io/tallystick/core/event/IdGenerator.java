package io.tallystick.core.event;

/**
 * Port: ids for events that came without one.
 *
 * <p>An id must never be given twice, on whatever node, whether it was restarted or not: an event
 * with an id that was seen before is a duplicate and is not counted. Lower-case hexadecimal digits
 * of even length, or lower-case UUIDs, take half of the space in the log.
 *
 * <p>An event that is sent again after its answer was lost gets another id and is counted again:
 * that is the price of not sending an id.
 */
public interface IdGenerator {

  /** Points {@code target} at a new id, which stays as it is until the next call. */
  void assign(TextSlice target);
}
