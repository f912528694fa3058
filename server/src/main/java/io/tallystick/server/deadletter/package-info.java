/**
 * The calls below {@code /v1/dead-letters}: browse, replay, discard, export. Read {@link
 * io.tallystick.server.deadletter.DeadLetterServices} first.
 *
 * <p>Does not belong here: what a replay does (port {@code core.deadletter.DeadLetters}), and how
 * requests and answers are written (package {@code protocol.deadletter}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.deadletter;
