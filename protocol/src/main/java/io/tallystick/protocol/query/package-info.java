/**
 * How a question arrives, as query parameters, and how its answer is written, as JSON.
 *
 * <p>Read {@link io.tallystick.protocol.query.QueryParameters} first, then {@link
 * io.tallystick.protocol.query.AnswerJson}. Immutable and thread-safe.
 *
 * <p>Does not belong here: how questions are answered (package {@code core.query}), and HTTP itself
 * (module {@code server}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.query;
