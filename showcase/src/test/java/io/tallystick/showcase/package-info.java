/** Tests of the command that shows a cluster; the cluster itself is tested in {@code qa}. */
@org.jspecify.annotations.NullMarked
package io.tallystick.showcase;
