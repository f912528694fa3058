package io.tallystick.cassandra.write;

/**
 * What a publisher has done since it was opened.
 *
 * @param writes statements that were answered
 * @param rows rollup rows in them
 * @param retries statements that were sent again
 * @param waiting statements that are tried again and again, now
 */
public record WriteStatistics(long writes, long rows, long retries, long waiting) {}
