package io.tallystick.cassandra;

import io.tallystick.core.process.RollupStore;
import io.tallystick.testkit.rollup.RollupStoreContract;

/**
 * Goal: what is published to Cassandra adds up as a rollup store has to. Method: the contract that
 * every store passes, with a commit for each epoch.
 */
class CassandraRollupStoreTest implements RollupStoreContract {

  private final CassandraSettings settings = Keyspaces.shared();
  private final Epochs epochs = new Epochs(settings);
  private RollupStore store = new PublishedRollupStore(settings, epochs);

  @Override
  public RollupStore store() {
    return store;
  }

  @Override
  public RollupStore reopen() {
    store.close();
    // what a stream processor keeps in its state it has after a restart, too
    store = new PublishedRollupStore(settings, epochs);
    return store;
  }
}
