/** Tests of planning and writing files of events. */
@org.jspecify.annotations.NullMarked
package io.tallystick.flink.archive;
