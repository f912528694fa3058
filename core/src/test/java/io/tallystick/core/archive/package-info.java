/** Tests of the layout of an archive. */
@org.jspecify.annotations.NullMarked
package io.tallystick.core.archive;
