/** The server as its clients meet it: real sockets, real HTTP, strict fakes behind the ports. */
@org.jspecify.annotations.NullMarked
package io.tallystick.server;
