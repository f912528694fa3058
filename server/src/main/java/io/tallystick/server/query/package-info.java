/**
 * The calls that answer questions: {@code /v1/stats} and {@code /v1/top}. Read {@link
 * io.tallystick.server.query.QueryServices} first.
 *
 * <p>Does not belong here: what a question means and how it is answered (package {@code
 * core.query}), and how it is written (package {@code protocol.query}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.query;
