/** The parts of ingest one by one, where a test over HTTP would not reach every corner. */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.ingest;
