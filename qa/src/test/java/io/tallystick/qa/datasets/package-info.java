/**
 * Recorded data sets that are too large for the repository: imports them with the real program and
 * compares what it answers with answers that others have computed. Read {@link
 * io.tallystick.qa.datasets.DatasetAnswers} first; {@code qa/datasets/run} starts it.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.datasets;
