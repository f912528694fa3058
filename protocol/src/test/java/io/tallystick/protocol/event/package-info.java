/** Tests of the event forms; read {@link io.tallystick.protocol.event.Decoding} first. */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.event;
