package io.tallystick.qa.recount;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.StringAppendOperator;

/** The rows of a node that does not run, opened with the storage library itself. */
public final class StoredRows implements AutoCloseable {

  private final RocksDB db;
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final ColumnFamilyHandle rows;

  /**
   * Opens them.
   *
   * @param folder of the database
   */
  public StoredRows(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    int index = -1;
    try (Options options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, folder.toString())) {
        if (new String(name, StandardCharsets.UTF_8).startsWith("rollups-v")) {
          index = descriptors.size();
        }
        descriptors.add(new ColumnFamilyDescriptor(
            name, new ColumnFamilyOptions().setMergeOperator(new StringAppendOperator(""))));
      }
    }
    db = RocksDB.open(new DBOptions(), folder.toString(), descriptors, families);
    rows = families.get(index);
  }

  /** All rows of a level, by their keys in the order of the store. */
  public Map<byte[], byte[]> ofLevel(int level) throws RocksDBException {
    Map<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
    try (RocksIterator iterator = db.newIterator(rows)) {
      for (iterator.seek(new byte[] {(byte) level});
          iterator.isValid() && iterator.key()[0] == level;
          iterator.next()) {
        found.put(iterator.key(), iterator.value());
      }
      iterator.status();
    }
    return found;
  }

  public void put(byte[] key, byte[] value) throws RocksDBException {
    db.put(rows, key, value);
  }

  public void delete(byte[] key) throws RocksDBException {
    db.delete(rows, key);
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    db.close();
  }
}
