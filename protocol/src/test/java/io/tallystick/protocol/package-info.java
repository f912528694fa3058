/** What holds for every decoder of the module. */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol;
