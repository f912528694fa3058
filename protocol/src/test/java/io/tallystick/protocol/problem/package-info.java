/** Problem documents and the answers to batches, read back as JSON. */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.problem;
