package io.tallystick.app.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a demo, empty at its start. Only a directory that a demo has made is
 * emptied, and never while another demo uses it.
 */
final class DemoDirectory implements AutoCloseable {

  /*
   * Copies are only recognized within the deduplication window, so a demo that went on with the
   * data of yesterday's would count everything twice. The marker file says that a demo made the
   * directory, and a lock on it that a demo is using it; the operating system drops the lock of a
   * process that dies.
   */

  private static final String MARKER = "made-by-tallystick-demo";
  private static final int CANDIDATES_MAX = 16;

  private final Path root;
  private final FileChannel marker;

  private DemoDirectory(Path root, FileChannel marker) {
    this.root = root;
    this.marker = marker;
  }

  /** A directory of the user's in the temporary directory; each running demo has its own. */
  static DemoDirectory temporary() throws IOException {
    String name = "tallystick-demo-" + System.getProperty("user.name", "user");
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    for (int i = 1; i <= CANDIDATES_MAX; i++) {
      DemoDirectory directory = tryOpen(parent.resolve(i == 1 ? name : name + "-" + i));
      if (directory != null) {
        return directory;
      }
    }
    throw new IOException(
        parent + ": " + CANDIDATES_MAX + " demos are running (expected: name another by --data)");
  }

  /**
   * The directory at {@code root}, emptied.
   *
   * @throws IOException when something else made it, or a demo is using it
   */
  static DemoDirectory at(Path root) throws IOException {
    DemoDirectory directory = tryOpen(root);
    if (directory == null) {
      throw new IOException("--data: " + root + " (expected: not in use by another demo)");
    }
    return directory;
  }

  /** Where the node may keep its data. */
  Path data() {
    return root.resolve("data");
  }

  @Override
  public void close() throws IOException {
    marker.close();
  }

  private static @Nullable DemoDirectory tryOpen(Path root) throws IOException {
    if (!isOurs(root)) {
      throw new IOException(
          root + ": not empty and not made by a demo (expected: a new directory, or a demo's)");
    }
    Files.createDirectories(root);
    FileChannel marker =
        FileChannel.open(root.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = marker.tryLock();
    if (lock == null) {
      marker.close();
      return null;
    }
    DemoDirectory directory = new DemoDirectory(root, marker);
    directory.clear();
    return directory;
  }

  private static boolean isOurs(Path root) throws IOException {
    if (!Files.exists(root) || Files.exists(root.resolve(MARKER))) {
      return true;
    }
    try (Stream<Path> content = Files.list(root)) {
      return content.findAny().isEmpty();
    }
  }

  private void clear() throws IOException {
    if (!Files.exists(data())) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> content = Files.walk(data())) {
      deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
