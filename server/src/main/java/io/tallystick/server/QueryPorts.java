package io.tallystick.server;

import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.core.recount.Recounts;
import io.tallystick.core.rollup.RollupReader;

/**
 * What stands behind everything that is asked; a node that only takes events has none of it.
 *
 * @param partitions of the log, whether or not the status knows them yet
 * @param rollups what queries read
 * @param ledger what became of all events
 * @param receipts what became of single events
 * @param recounts recomputes from the raw events
 * @param deadLetters events that could not be counted
 */
public record QueryPorts(
    int partitions,
    RollupReader rollups,
    LedgerReader ledger,
    ReceiptReader receipts,
    Recounts recounts,
    DeadLetters deadLetters) {}
