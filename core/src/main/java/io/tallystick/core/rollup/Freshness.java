package io.tallystick.core.rollup;

/**
 * How good an answer is.
 *
 * @param asOfMillis when the view was taken, milliseconds since the epoch
 * @param settledUntilMillis no event that was accepted before {@code asOfMillis} can still change
 *     anything before this time
 * @param partial whether a partition is missing from the view
 */
public record Freshness(long asOfMillis, long settledUntilMillis, boolean partial) {}
