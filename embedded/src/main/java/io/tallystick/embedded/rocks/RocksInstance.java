package io.tallystick.embedded.rocks;

import io.tallystick.core.node.Notice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open RocksDB with its column families; closes everything that it opened. */
public final class RocksInstance implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(RocksInstance.class);

  private final RocksDB db;
  private final Map<String, ColumnFamilyHandle> families = new LinkedHashMap<>();
  private final List<RocksObject> owned = new ArrayList<>();

  private RocksInstance(RocksDB db) {
    this.db = db;
  }

  /**
   * Opens the database.
   *
   * @param create whether to create it, or families of it, when they do not exist
   * @param sequential whether files are read from begin to end, if at all: they are then written
   *     past the page cache, where that works, and read ahead
   * @param options of each column family, by name; the default family is opened besides. This
   *     instance owns them and closes them
   * @throws StoreException when it cannot be opened, with the reason
   */
  public static RocksInstance open(
      Path directory,
      boolean create,
      boolean sequential,
      long walBytesMax,
      Map<String, ColumnFamilyOptions> options) {
    RocksDB.loadLibrary();
    return open(
        directory, create, sequential, dbOptions(create, walBytesMax), options, RocksDB::open);
  }

  /**
   * Opens a database that exists as it is, and changes nothing.
   *
   * @param options of each column family, by name; owned and closed by this instance
   * @throws StoreException when it cannot be opened, with the reason
   */
  public static RocksInstance openReadOnly(
      Path directory, Map<String, ColumnFamilyOptions> options) {
    RocksDB.loadLibrary();
    return open(directory, false, false, dbOptions(false, 0), options, RocksDB::openReadOnly);
  }

  /** One of the ways in which RocksDB opens. */
  private interface Opening {
    RocksDB open(
        DBOptions options,
        String directory,
        List<ColumnFamilyDescriptor> descriptors,
        List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  private static RocksInstance open(
      Path directory,
      boolean create,
      boolean sequential,
      DBOptions dbOptions,
      Map<String, ColumnFamilyOptions> options,
      Opening opening) {
    ColumnFamilyOptions defaults = new ColumnFamilyOptions();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, defaults));
    options.forEach((name, family) ->
        descriptors.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), family)));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      if (create) {
        Files.createDirectories(directory);
      }
      if (sequential) {
        dbOptions
            .setUseDirectIoForFlushAndCompaction(DirectWrites.work(directory))
            .setAdviseRandomOnOpen(false);
      }
      RocksInstance instance =
          new RocksInstance(opening.open(dbOptions, directory.toString(), descriptors, handles));
      for (int i = 0; i < handles.size(); i++) {
        String name = new String(descriptors.get(i).getName(), StandardCharsets.UTF_8);
        instance.families.put(name, handles.get(i));
      }
      instance.owned.add(dbOptions);
      instance.owned.add(defaults);
      instance.owned.addAll(options.values());
      return instance;
    } catch (RocksDBException | java.io.IOException e) {
      dbOptions.close();
      defaults.close();
      options.values().forEach(ColumnFamilyOptions::close);
      throw StoreException.opening(directory, e);
    }
  }

  private static DBOptions dbOptions(boolean create, long walBytesMax) {
    return checked()
        .setCreateIfMissing(create)
        .setCreateMissingColumnFamilies(create)
        // a torn last record is what kill -9 leaves; damage anywhere else must stop the start
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        // families stand for one state: when the last write-ahead log is lost, all of them go back
        // to the same moment, and what follows it is counted again
        .setAtomicFlush(true)
        .setMaxTotalWalSize(walBytesMax)
        // one thread flushes while one compacts; more would take the cores from counting
        .setMaxBackgroundJobs(2)
        // write back steadily instead of in one burst that delays the next sync
        .setBytesPerSync(1 << 20)
        .setMaxOpenFiles(512)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(4 << 20)
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
  }

  /** Options that have no setters: how long each write-ahead log must be, says the manifest. */
  private static DBOptions checked() {
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals_in_manifest", "true");
    DBOptions options = DBOptions.getDBOptionsFromProps(properties);
    if (options == null) {
      throw new IllegalStateException("options: " + properties + " (expected: known to RocksDB)");
    }
    return options;
  }

  public RocksDB db() {
    return db;
  }

  /** The handle of a family named at {@link #open}. */
  public ColumnFamilyHandle family(String name) {
    ColumnFamilyHandle handle = families.get(name);
    if (handle == null) {
      throw new IllegalArgumentException(
          "family: " + name + " (expected: " + families.keySet() + ")");
    }
    return handle;
  }

  /**
   * Writes memory to sorted files, so that the next start has no write-ahead log to replay. Without
   * space there is a replay, and nothing else is different.
   */
  public void flush() {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, new ArrayList<>(families.values()));
    } catch (RocksDBException e) {
      LOGGER.warn(
          "{}",
          Notice.of("stop-unclean", db.getName() + ": not flushed")
              .did("nothing is lost: the next start takes longer")
              .with("path", db.getName()),
          e);
    }
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    owned.forEach(RocksObject::close);
  }
}
