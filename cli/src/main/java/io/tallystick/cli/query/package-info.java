/**
 * Commands that ask a node: {@code query}, {@code top}, {@code ledger}, {@code trace} and {@code
 * status}.
 *
 * <p>Read {@link io.tallystick.cli.query.QueryCommand} first.
 *
 * <p>Does not belong here: rules about what a valid question is. The server has them.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli.query;
