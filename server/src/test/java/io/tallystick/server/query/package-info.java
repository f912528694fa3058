/** What stands between queries and the threads that answer them. */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.query;
