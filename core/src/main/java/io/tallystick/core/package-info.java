/**
 * The heart of Tallystick: values, pure logic, ports, byte layouts and limits.
 *
 * <p>Packages stand in the order in which data meets them: {@code event}, {@code log}, {@code
 * dedup}, {@code rollup}, {@code process}, {@code query}. Start with {@link
 * io.tallystick.core.event.EventDraft}.
 *
 * <p>Does not belong here: clocks, threads, random numbers, input and output, and any library but
 * the JDK. The same classes run in the embedded engine and inside a stream processor.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.core;
