/**
 * What the engine does when its files are damaged or its disk fails. Read {@link
 * io.tallystick.embedded.damage.CountedFolder} first.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.damage;
