package io.tallystick.embedded.rollup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.process.RollupStore;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.embedded.rocks.StoreException;
import io.tallystick.testkit.rollup.RollupStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/** Goal: rollups on RocksDB keep the contract, across restarts and folds. */
class RocksRollupStoreTest implements RollupStoreContract {

  @TempDir
  Path directory;

  private Cache cache;
  private DataFolder folder;
  private RocksRollupStore store;

  @BeforeEach
  void open() {
    RocksDB.loadLibrary();
    cache = new LRUCache(1 << 20);
    folder = DataFolder.open(directory, () -> 0);
    store = new RocksRollupStore(folder, 0, PARTITIONS, cache);
  }

  @AfterEach
  void closeCache() {
    cache.close();
    folder.close();
  }

  @Override
  public RollupStore store() {
    return store;
  }

  @Override
  public RollupStore reopen() {
    store.close();
    store = new RocksRollupStore(folder, 0, 99, cache);
    return store;
  }

  @Test
  void refusesAnotherNumberOfPartitions() {
    reopen().close();
    assertThatThrownBy(() -> new RocksRollupStore(folder, PARTITIONS + 1, 99, cache))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("processing.partitions: 4 (expected: 3");
    store = new RocksRollupStore(folder, PARTITIONS, 99, cache);
  }

  @Test
  void refusesASecondProcess() {
    assertThatThrownBy(() -> new RocksRollupStore(folder, 0, 1, cache))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("used by no other process");
  }
}
