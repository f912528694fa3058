@org.jspecify.annotations.NullMarked
package io.tallystick.archive.s3;
