/**
 * {@code POST /v1/events}: from bytes on a socket to an acknowledgement. Read {@link
 * io.tallystick.server.ingest.IngestService} first; a request then goes {@code IngestCall} (collect
 * the body) → {@code Intake} (inflate, decode, route) → the log → the answer.
 *
 * <p>Threads: a request stays on its event loop thread; only the log completes elsewhere.
 *
 * <p>Does not belong here: the forms of events (module {@code protocol}), their rules and their
 * routing (module {@code core}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.ingest;
