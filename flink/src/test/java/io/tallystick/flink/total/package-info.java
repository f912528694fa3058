@org.jspecify.annotations.NullMarked
package io.tallystick.flink.total;
