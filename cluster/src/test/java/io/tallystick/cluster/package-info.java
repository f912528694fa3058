/** Starts every component for real, kills, pauses and restarts it. */
@org.jspecify.annotations.NullMarked
package io.tallystick.cluster;
