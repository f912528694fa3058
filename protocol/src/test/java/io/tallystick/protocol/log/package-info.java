/**
 * Log batches as written by hand in core, against the classes that protoc makes of {@code
 * log.proto}.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.log;
