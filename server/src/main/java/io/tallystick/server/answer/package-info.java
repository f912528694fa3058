/**
 * How the server answers: problem documents for every refusal and every failure, and nothing about
 * our insides. Read {@link io.tallystick.server.answer.Answers} first.
 *
 * <p>Does not belong here: what single calls answer.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.answer;
