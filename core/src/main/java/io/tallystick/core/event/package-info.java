/**
 * What comes in: one event, its limits, and why something is refused.
 *
 * <p>Read {@link io.tallystick.core.event.EventDraft} first, then {@link
 * io.tallystick.core.event.EventRules}. All types are single-threaded unless they say otherwise.
 *
 * <p>Does not belong here: wire formats (module {@code protocol}) and anything about where an event
 * is stored (package {@code log}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.event;
