package io.tallystick.server;

import io.tallystick.core.ledger.Ledger;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.receipt.ReceiptReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ledger and receipts that say what a test tells them to, and remember what they were asked. */
final class FakeAccounts implements LedgerReader, ReceiptReader {

  volatile Ledger ledger =
      new Ledger(Ledger.Line.NONE, List.of(), List.of(), Ledger.Line.NONE, List.of());
  volatile @Nullable Receipt receipt;
  volatile String asked = "";
  volatile long checks;

  @Override
  public Ledger ledger(long hourFrom, long hourEnd) {
    asked = hourFrom + " to " + hourEnd;
    return ledger;
  }

  @Override
  public List<String> imbalances() {
    return ledger.imbalances();
  }

  @Override
  public long checks() {
    return checks;
  }

  @Override
  public @Nullable Receipt find(String source, String id) {
    asked = source + " | " + id;
    return receipt;
  }
}
