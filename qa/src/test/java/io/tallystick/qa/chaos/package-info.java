/** A short selection of the faults of a cluster. */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.chaos;
