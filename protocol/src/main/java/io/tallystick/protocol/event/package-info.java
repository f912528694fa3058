/**
 * From the body of a request to events: the forms in which events are sent, and how each is read.
 *
 * <p>Read {@link io.tallystick.protocol.event.EventDecoder} first. Everything is single-threaded.
 *
 * <p>Does not belong here: what makes an event acceptable in every form ({@link
 * io.tallystick.core.event.EventRules}), decompression, and HTTP itself.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.event;
