/**
 * Commands that talk to a node over its public HTTP API.
 *
 * <p>Does not belong here: anything that opens a data directory.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.cli;
