package io.tallystick.flink.total;

import java.io.Serializable;

/**
 * How partitions are added up; travels to the tasks. Immutable.
 *
 * @param buckets that series are split into, fixed for ever
 * @param cacheBytes memory for rows that changed last, of one task; 0: an eighth of the heap, shared
 *     by all tasks of the process
 */
public record TotalsSettings(int buckets, long cacheBytes) implements Serializable {}
