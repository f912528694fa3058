/**
 * How a refusal looks on the wire: RFC 9457 problem documents. Read {@link
 * io.tallystick.protocol.problem.ProblemJson} first.
 *
 * <p>Does not belong here: deciding what is refused (module {@code core}), and HTTP itself (module
 * {@code server}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.problem;
