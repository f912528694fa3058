/**
 * The API described for programs ({@code /openapi.json}) and for people ({@code /docs/}).
 *
 * <p>Nothing here asks another host for anything.
 *
 * <p>Does not belong here: the description itself, which is a resource of module {@code protocol}.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.server.docs;
