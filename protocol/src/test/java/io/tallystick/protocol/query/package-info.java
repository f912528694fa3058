/** Questions and answers as their clients write and read them. */
@org.jspecify.annotations.NullMarked
package io.tallystick.protocol.query;
