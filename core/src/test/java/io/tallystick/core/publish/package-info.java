/** Tests of the bytes of what is published. */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.publish;
