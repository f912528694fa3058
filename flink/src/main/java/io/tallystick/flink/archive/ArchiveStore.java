package io.tallystick.flink.archive;

import io.tallystick.core.archive.ArchiveFile;
import io.tallystick.core.archive.ArchiveMarkerLayout;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;

/**
 * The folder of an archive, on any file system that Flink writes files to as a whole. Used by one
 * thread.
 */
final class ArchiveStore {

  /*
   * A file appears under its name when all of it is there; then a line about it appears in a file of
   * its own below _manifest, and from that moment it is part of the archive. Both have names and
   * contents that follow from the plan, so writing them again changes nothing.
   */

  /** Writes the contents of a file. */
  interface Contents {
    void write(RecoverableFsDataOutputStream target) throws IOException;
  }

  private static final Pattern LINE_FILE =
      Pattern.compile("partition-([0-9]{3,5})-([0-9]{19})-([0-9]{19})\\.csv");

  private final Path root;
  private final String owner;

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
    Path marker = new Path(root, ArchiveMarkerLayout.NAME);
    byte[] found;
    try (FSDataInputStream in = files().open(marker)) {
      found = in.readAllBytes();
    } catch (FileNotFoundException e) {
      if (!ranges().isEmpty()) {
        throw new ArchiveRefusedException("archive.url: " + marker + ": missing (expected: a file,"
            + " because there are files of events)");
      }
      found = ArchiveMarkerLayout.encode(owner);
      byte[] bytes = found;
      write(marker, target -> target.write(bytes));
    }
    String of;
    try {
      of = ArchiveMarkerLayout.decode(found);
    } catch (IllegalArgumentException e) {
      throw new ArchiveRefusedException("archive.url: " + marker + ": damaged, " + e.getMessage()
          + "; put back what belongs there");
    }
    if (!of.equals(owner)) {
      throw new ArchiveRefusedException("archive.url: " + marker + ": says that this is the archive"
          + " of " + of + " (expected: " + owner
          + ", of this topic and keyspace); name a folder that"
          + " nobody else uses");
    }
  }

  private FileSystem files() throws IOException {
    return root.getFileSystem();
  }

  /** Offsets of a file of a partition. */
  record Range(int partition, long begin, long end) {}

  /** What is in the archive. */
  List<Range> ranges() throws IOException {
    List<Range> ranges = new ArrayList<>();
    FileStatus[] found;
    try {
      found = files().listStatus(new Path(root, ArchiveFile.LINES));
    } catch (FileNotFoundException e) {
      found = null;
    }
    for (FileStatus status : found == null ? new FileStatus[0] : found) {
      Matcher matcher = LINE_FILE.matcher(status.getPath().getName());
      if (matcher.matches()) {
        ranges.add(new Range(
            Integer.parseInt(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3))));
      }
    }
    return ranges;
  }

  /** Writes a file of events, or writes it again; it is not part of the archive yet. */
  void write(ArchiveFile file, Contents contents) throws IOException {
    write(new Path(root, file.path()), contents);
  }

  /** Makes a file part of the archive. */
  void add(ArchiveFile file) throws IOException {
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
    try {
      contents.write(target);
      if (local) {
        target.sync();
      }
      target.closeForCommit().commit();
    } finally {
      target.close();
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
