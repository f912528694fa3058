package io.tallystick.flink.archive;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.archive.ArchiveMarkerLayout;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an archive, on any file system that Flink writes files to as a whole: a folder, or
 * a bucket of S3. Used by one thread.
 */
final class ArchiveStore {

  /*
   * A file appears under its name when all of it is there; then a line about it appears in a file of
   * its own below _manifest, and from that moment it is part of the archive. Both have names and
   * contents that follow from the plan, so writing them again changes nothing.
   *
   * Also S3 is written to by recoverable writers, though nothing is ever recovered: they are the
   * ones that commit. An ordinary stream of S3 puts its object there when it is closed, which is
   * also what happens to one that has failed, and the one of flink-s3-fs-native removes before that
   * what was under the name.
   */

  /** Writes the contents of a file. */
  interface Contents {
    void write(RecoverableFsDataOutputStream target) throws IOException;
  }

  private static final Pattern LINE_FILE =
      Pattern.compile("partition-([0-9]{3,5})-([0-9]{19})-([0-9]{19})\\.csv");

  private final Path root;
  private final String owner;
  private @Nullable Map<Integer, TreeMap<Long, Long>> coverage;

  /**
   * @param owner 32 hex digits of whose archive it is
   */
  ArchiveStore(String url, String owner) {
    root = new Path(url);
    this.owner = owner;
  }

  /**
   * Makes the folder that of the owner, or sees that it is.
   *
   * @throws ArchiveRefusedException when it belongs to another one
   */
  void claim() throws IOException {
    if (marker() == null) {
      if (!coverage().isEmpty()) {
        throw missing();
      }
      byte[] bytes = ArchiveMarkerLayout.encode(owner);
      write(markerPath(), target -> target.write(bytes));
    }
    check();
  }

  /**
   * Sees that the folder still is that of the owner: of two that claimed it in the same moment, one
   * has overwritten the other.
   *
   * @throws ArchiveRefusedException when it is not
   */
  void check() throws IOException {
    byte[] found = marker();
    if (found == null) {
      throw missing();
    }
    String of;
    try {
      of = ArchiveMarkerLayout.decode(found);
    } catch (IllegalArgumentException e) {
      throw new ArchiveRefusedException("archive.url: " + markerPath() + ": damaged, "
          + e.getMessage() + "; put back what belongs there");
    }
    if (!of.equals(owner)) {
      throw new ArchiveRefusedException("archive.url: " + markerPath()
          + ": says that this is the archive of " + of + " (expected: " + owner
          + ", of this topic and keyspace); name a folder that nobody else uses");
    }
  }

  private ArchiveRefusedException missing() {
    return new ArchiveRefusedException("archive.url: " + markerPath() + ": missing (expected: a"
        + " file, because there are files of events)");
  }

  private Path markerPath() {
    return new Path(root, ArchiveMarkerLayout.NAME);
  }

  private byte @Nullable [] marker() throws IOException {
    try (FSDataInputStream in = files().open(markerPath())) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private FileSystem files() throws IOException {
    return root.getFileSystem();
  }

  /** Offsets of events of a partition, in one file or in several without a gap. */
  record Range(long begin, long end) {}

  /** What of some offsets was in the archive when it was first asked; null when nothing. */
  @Nullable
  Range overlap(int partition, long begin, long end) throws IOException {
    TreeMap<Long, Long> ranges = coverage().get(partition);
    Map.Entry<Long, Long> before = ranges == null ? null : ranges.lowerEntry(end);
    return before == null || before.getValue() <= begin
        ? null
        : new Range(before.getKey(), before.getValue());
  }

  /** Whether a file is part of the archive. */
  boolean has(ArchiveFile file) throws IOException {
    return files().exists(new Path(root, file.linePath()));
  }

  /** By partition, where ranges of files without a gap between begin and end; listed once. */
  private Map<Integer, TreeMap<Long, Long>> coverage() throws IOException {
    Map<Integer, TreeMap<Long, Long>> known = coverage;
    if (known != null) {
      return known;
    }
    Map<Integer, TreeMap<Long, Long>> listed = new HashMap<>();
    FileStatus[] found;
    try {
      found = files().listStatus(new Path(root, ArchiveFile.LINES));
    } catch (FileNotFoundException e) {
      found = null;
    }
    for (FileStatus status : found == null ? new FileStatus[0] : found) {
      Matcher matcher = LINE_FILE.matcher(status.getPath().getName());
      if (matcher.matches()) {
        add(
            listed.computeIfAbsent(
                Integer.parseInt(matcher.group(1)), partition -> new TreeMap<>()),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)));
      }
    }
    coverage = listed;
    return listed;
  }

  private static void add(TreeMap<Long, Long> ranges, long begin, long end) {
    Long endAfter = ranges.remove(end);
    Map.Entry<Long, Long> before = ranges.floorEntry(begin);
    boolean follows = before != null && before.getValue() == begin;
    ranges.put(follows ? before.getKey() : begin, endAfter == null ? end : endAfter);
  }

  /** Writes a file of events, or writes it again; it is not part of the archive yet. */
  void write(ArchiveFile file, Contents contents) throws IOException {
    write(new Path(root, file.path()), contents);
  }

  /**
   * Makes a file part of the archive.
   *
   * @throws ArchiveRefusedException when somebody else has taken it
   */
  void add(ArchiveFile file) throws IOException {
    check();
    byte[] line = (file.line() + "\n").getBytes(StandardCharsets.US_ASCII);
    write(new Path(root, file.linePath()), target -> target.write(line));
  }

  private void write(Path path, Contents contents) throws IOException {
    FileSystem files = files();
    boolean local = !files.isDistributedFS();
    if (local) {
      removeUnfinished(path);
    }
    RecoverableFsDataOutputStream target = files.createRecoverableWriter().open(path);
    boolean open = true;
    try {
      contents.write(target);
      if (local) {
        target.sync();
      }
      RecoverableFsDataOutputStream.Committer committer = target.closeForCommit();
      // some cannot be closed once more
      open = false;
      committer.commit();
    } finally {
      if (open) {
        target.close();
      }
    }
    if (local) {
      // the name is durable when its folder is
      File folder = Objects.requireNonNull(new File(path.toUri().getPath()).getParentFile());
      try (FileChannel channel = FileChannel.open(folder.toPath(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** What a kill or a full disk has left of an earlier attempt. */
  private static void removeUnfinished(Path path) throws IOException {
    File folder = Objects.requireNonNull(new File(path.toUri().getPath()).getParentFile());
    String begin = "." + path.getName() + ".inprogress";
    File[] left = folder.listFiles((in, name) -> name.startsWith(begin));
    for (File file : left == null ? new File[0] : left) {
      java.nio.file.Files.deleteIfExists(file.toPath());
    }
  }
}
