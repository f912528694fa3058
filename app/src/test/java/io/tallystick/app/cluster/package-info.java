/** Tests of what a node of a cluster answers from, on published data that a test makes up. */
@org.jspecify.annotations.NullMarked
package io.tallystick.app.cluster;
