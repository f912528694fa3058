/**
 * The accounts of a real process: its ledger, the receipts of single events, and its canary.
 *
 * <p>Does not belong here: how the numbers come about.
 */
@org.jspecify.annotations.NullMarked
package io.tallystick.qa.accounts;
