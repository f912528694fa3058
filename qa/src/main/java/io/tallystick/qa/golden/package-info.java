/**
 * Golden scenarios: requests and the answers that they must have, byte for byte, whatever stands
 * behind the two addresses that are asked.
 *
 * <p>Read {@link io.tallystick.qa.golden.GoldenRun} first. The scenarios are texts beside this
 * package; {@code qa/golden-answers.py} works their answers out.
 *
 * <p>Does not belong here: how a node or a cluster is started, and any knowledge of what is asked.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.golden;
