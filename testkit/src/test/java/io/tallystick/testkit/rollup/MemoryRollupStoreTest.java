package io.tallystick.testkit.rollup;

import io.tallystick.core.process.RollupStore;

/** Goal: the fake keeps the contract that the real stores keep. */
class MemoryRollupStoreTest implements RollupStoreContract {

  private final MemoryRollupStore store = new MemoryRollupStore();

  @Override
  public RollupStore store() {
    return store;
  }

  @Override
  public RollupStore reopen() {
    return store;
  }
}
