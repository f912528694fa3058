package io.tallystick.embedded.folder;

import io.tallystick.embedded.rocks.RocksInstance;
import io.tallystick.embedded.rocks.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The folder of everything that a node keeps, locked for this process. Parts ask it for their place
 * and check that they carry its {@link #id()}. Thread-safe.
 */
public final class DataFolder implements AutoCloseable {

  /*
   * A database that opens an empty directory makes a new one, and a node that lost its log would
   * start over with zero and nobody would notice. So a marker says that the folder was created, and
   * from then on a part that is missing or of another folder is damage.
   *
   * Creation can be interrupted: the marker is written first, as `creating`, and parts may be
   * created until it says `complete`. No event is taken before that.
   */

  private static final String MARKER = "tallystick-data.json";
  private static final String LOCK = "tallystick.lock";
  private static final String LOG = "log";
  private static final String ROLLUPS = "rollups";
  private static final String IDENTITIES = "identities";
  private static final byte[] ID_KEY = "data-folder".getBytes(StandardCharsets.US_ASCII);

  private final Path directory;
  private final FileChannel lock;
  private FolderMarker marker;

  private DataFolder(Path directory, FileChannel lock, FolderMarker marker) {
    this.directory = directory;
    this.lock = lock;
    this.marker = marker;
  }

  /**
   * Locks the folder, and creates it when there is none.
   *
   * @param clock milliseconds since the epoch
   * @throws StoreException when another process uses it, when it cannot be written, or when it is
   *     damaged or no data folder; nothing was changed then
   */
  public static DataFolder open(Path directory, LongSupplier clock) {
    Path absolute = directory.toAbsolutePath().normalize();
    @Nullable FileChannel lock = null;
    try {
      Files.createDirectories(absolute);
      lock = lock(absolute);
      DataFolder folder = new DataFolder(absolute, lock, marker(absolute, clock));
      lock = null;
      return folder;
    } catch (IOException e) {
      throw StoreException.opening(absolute, e);
    } finally {
      closeQuietly(lock);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = FileChannel.open(
        directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // by another node of this process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw StoreException.used(directory);
  }

  private static FolderMarker marker(Path directory, LongSupplier clock) throws IOException {
    Path file = directory.resolve(MARKER);
    if (!Files.exists(file)) {
      for (String part : List.of(LOG, ROLLUPS, IDENTITIES)) {
        if (Files.exists(directory.resolve(part))) {
          throw StoreException.damaged(
              file, "missing (expected: a file, because there is " + directory.resolve(part) + ")");
        }
      }
      String id = UUID.randomUUID().toString().replace("-", "");
      FolderMarker created = new FolderMarker(id, Instant.ofEpochMilli(clock.getAsLong()), false);
      write(directory, created);
      return created;
    }
    FolderMarker marker = read(file);
    if (marker.complete()) {
      Path identities = directory.resolve(IDENTITIES).resolve(MARKER);
      if (!Files.exists(identities)) {
        throw StoreException.damaged(identities, "missing (expected: a file)");
      }
      requireSame(identities, read(identities).id(), marker.id());
    }
    return marker;
  }

  private static FolderMarker read(Path file) throws IOException {
    try {
      return FolderMarkerLayout.decode(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw StoreException.damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private static void write(Path directory, FolderMarker marker) throws IOException {
    Path file = directory.resolve(MARKER);
    Path unfinished = directory.resolve(MARKER + ".tmp");
    try (FileChannel channel = FileChannel.open(
        unfinished,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(FolderMarkerLayout.encode(marker));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void requireSame(Path part, String found, String expected) {
    if (!found.equals(expected)) {
      throw StoreException.damaged(
          part, "belongs to data folder " + found + " (expected: " + expected + ", this one)");
    }
  }

  /**
   * Opens the database in one part of this folder, creates it where parts are to be created, and
   * checks that it belongs to this folder.
   *
   * @param part {@link #log()} or {@link #rollups()}
   * @param options of each column family; owned and closed by the instance
   * @throws StoreException when it cannot be opened or belongs to another folder
   */
  public synchronized RocksInstance open(
      Path part, long walBytesMax, Map<String, ColumnFamilyOptions> options) {
    // events are read while they are in memory, and else by a restart; rows again and again
    boolean sequential = part.equals(log());
    RocksInstance instance =
        RocksInstance.open(part, !marker.complete(), sequential, walBytesMax, options);
    try (WriteOptions synced = new WriteOptions().setSync(true)) {
      byte[] found = instance.db().get(ID_KEY);
      if (found != null) {
        requireSame(part, new String(found, StandardCharsets.US_ASCII), marker.id());
      } else if (marker.complete()) {
        throw StoreException.damaged(
            part, "belongs to no data folder (expected: " + marker.id() + ", this one)");
      } else {
        instance.db().put(synced, ID_KEY, marker.id().getBytes(StandardCharsets.US_ASCII));
      }
      return instance;
    } catch (RocksDBException e) {
      instance.close();
      throw StoreException.opening(part, e);
    } catch (RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  /** Says that all parts exist and are durable; from now on a missing one is damage. */
  public synchronized void complete() {
    if (marker.complete()) {
      return;
    }
    FolderMarker completed = marker.completed();
    try {
      Files.createDirectories(directory.resolve(IDENTITIES));
      write(directory.resolve(IDENTITIES), completed);
      write(directory, completed);
    } catch (IOException e) {
      throw StoreException.opening(directory, e);
    }
    marker = completed;
  }

  /** 32 hex digits. */
  public synchronized String id() {
    return marker.id();
  }

  /** The folder itself. */
  public Path path() {
    return directory;
  }

  /** Where the log is. */
  public Path log() {
    return directory.resolve(LOG);
  }

  /** Where the rollups and the states of the partitions are. */
  public Path rollups() {
    return directory.resolve(ROLLUPS);
  }

  /** Where a partition keeps identities that have left memory. */
  public Path identities(int partition) {
    return directory.resolve(IDENTITIES).resolve("partition-" + partition);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written through it
    }
  }

  /** Lets other processes have the folder. */
  @Override
  public void close() {
    closeQuietly(lock);
  }
}
