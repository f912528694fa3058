/**
 * The page that a node serves at {@code /}: resources only, no code that runs in the node. Read
 * {@code js/main.js} first, which names the views, then one of {@code js/views}; {@code
 * css/tokens.css} has every colour and size.
 *
 * <p>Plain JavaScript modules with types in JSDoc, served as they are: no framework and no build
 * step. The page knows the public HTTP API and nothing else; {@code files.txt} lists what is served.
 *
 * <p>Does not belong here: numbers that the API does not have, other hosts, and the service that
 * hands the files out (package {@code server.docs}).
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.dashboard;
