package io.tallystick.core.receipt;

import io.tallystick.core.ledger.FateRuns;

/**
 * What one commit decided. Kept as long as the log entries that it is about.
 *
 * @param partition its number
 * @param beginOffset first offset that it decided
 * @param endOffset offset after the last one
 * @param committedMillis when it was committed, milliseconds since the epoch
 * @param fates of all these offsets, as {@link FateRuns}
 */
public record CommitRecord(
    int partition, long beginOffset, long endOffset, long committedMillis, byte[] fates) {}
