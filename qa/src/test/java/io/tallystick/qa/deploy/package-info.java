/**
 * Holds the files of {@code deploy/} against published schemas and against what the tests run.
 *
 * <p>{@code compose-spec.json} among the resources is the schema of the Compose Specification
 * (Apache License 2.0), without its members {@code id}, which today's draft calls {@code $id}.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.deploy;
