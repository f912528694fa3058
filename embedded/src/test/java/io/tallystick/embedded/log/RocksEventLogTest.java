package io.tallystick.embedded.log;

import io.tallystick.core.log.EventLog;
import io.tallystick.embedded.folder.DataFolder;
import io.tallystick.testkit.log.EventLogContract;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/** Goal: the log on RocksDB keeps the contract of the port. */
class RocksEventLogTest implements EventLogContract {

  static {
    RocksDB.loadLibrary();
  }

  @TempDir
  Path directory;

  private final Cache cache = new LRUCache(1 << 20);
  private @Nullable DataFolder folder;

  @Override
  public EventLog openLog(LongSupplier clock) {
    if (folder == null) {
      folder = DataFolder.open(directory, clock);
    }
    return new RocksEventLog(folder, PARTITIONS, clock, cache, new RocksEventLog.AppendListener() {
      @Override
      public void appended(int partition, long end, EventLog.Append append) {}

      @Override
      public void readable(int partition) {}
    });
  }

  @AfterEach
  void close() {
    cache.close();
    if (folder != null) {
      folder.close();
    }
  }
}
