/** Tests of the data folder as a whole. */
@org.jspecify.annotations.NullMarked
package io.tallystick.embedded.folder;
