package io.tallystick.embedded.rocks;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The storage failed; the message says where, and what to do. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean damage;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
    damage = isDamage(cause);
  }

  public StoreException(String message) {
    this(message, false);
  }

  private StoreException(String message, boolean damage) {
    super(message);
    this.damage = damage;
  }

  /** Something that was stored is missing or has changed. */
  public static StoreException damaged(Path where, String problem) {
    return new StoreException(
        where + ": " + problem + "; the data folder is damaged, nothing was changed and the node"
            + " does not start; put back what is missing, or restore the folder from a backup",
        true);
  }

  /** Whether what is stored is damaged, so that trying again cannot help. */
  public boolean isDamage() {
    return damage;
  }

  private static boolean isDamage(@Nullable Throwable cause) {
    if (cause instanceof RocksDBException rocks) {
      Status status = rocks.getStatus();
      return status != null && status.getCode() == Status.Code.Corruption;
    }
    return cause instanceof StoreException store && store.isDamage();
  }

  /** Another node has the data folder. */
  public static StoreException used(Path directory) {
    return new StoreException("data.directory: " + directory
        + " (expected: used by no other process; stop that one, or name another directory)");
  }

  /** A directory, which may be the data folder itself or a part of it, cannot be opened. */
  public static StoreException opening(Path directory, Exception cause) {
    String reason = String.valueOf(cause.getMessage());
    Path absolute = directory.toAbsolutePath();
    if (reason.contains("lock file") || reason.contains("LOCK:")) {
      return used(absolute.getParent() == null ? absolute : absolute.getParent());
    }
    String expected =
        "a directory of this version that is readable, writable and undamaged; nothing was changed";
    if (reason.contains("No space left") || reason.contains("Disk quota")) {
      expected = "free space on its disk; make some and start again, nothing is lost";
    } else if (reason.contains("Read-only file system")) {
      expected = "a file system that can be written; mount it so and start again, nothing is lost";
    } else if (cause instanceof java.nio.file.AccessDeniedException
        || reason.contains("Permission denied")) {
      expected = "a directory that this user may read and write";
    } else if (isDamage(cause)) {
      expected = "undamaged files; the node does not start, restore the folder from a backup";
    }
    return new StoreException(
        "data.directory: " + absolute + " cannot be opened: " + reason + " (expected: " + expected
            + ")",
        cause);
  }
}
