/** Tests of the canary, against real nodes and against one that answers what a test says. */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.canary;
