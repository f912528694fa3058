/**
 * What the process writes for its operator on standard error: lines of text, or JSON. Read {@link
 * io.tallystick.app.logging.OperatorLog} first.
 *
 * <p>Does not belong here: what is told, which is where it happens ({@link
 * io.tallystick.core.node.Notice}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.logging;
