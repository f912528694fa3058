/** Tests of what a node tells about itself. */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.node;
