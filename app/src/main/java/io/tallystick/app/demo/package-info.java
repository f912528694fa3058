/**
 * The demo: a recorded day of Wikipedia edits, replayed through the public HTTP API and checked
 * against exact answers.
 *
 * <p>Read {@link io.tallystick.app.demo.Demo} first.
 *
 * <p>Does not belong here: anything that a client of the HTTP API could not do, besides starting
 * the node.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.demo;
