package io.tallystick.archive.parquet;

import io.tallystick.core.archive.ArchiveFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The archive that the counting job of a cluster writes, as it was when this was made. Immutable.
 *
 * <p>Its manifest is a folder with a file of one line for each file of events: several tasks write
 * it, on file systems that cannot append.
 */
public final class ClusterArchive implements ArchivedEvents {

  /** How the files of an archive are listed. */
  public static final Comparator<ArchiveFile> ORDER =
      Comparator.comparingInt(ArchiveFile::partition).thenComparing(ArchiveFile::begin);

  private final Path folder;
  private final List<ArchiveFile> files;

  private ClusterArchive(Path folder, List<ArchiveFile> files) {
    this.folder = folder;
    this.files = List.copyOf(files);
  }

  /**
   * Reads what there is now; nothing when the folder is not there.
   *
   * @throws ArchiveException when a line is damaged
   */
  public static ClusterArchive read(Path folder) {
    List<ArchiveFile> files = new ArrayList<>();
    Path manifest = folder.resolve(ArchiveFile.LINES);
    if (!Files.isDirectory(manifest)) {
      return new ClusterArchive(folder, files);
    }
    try (Stream<Path> lines = Files.list(manifest)) {
      for (Path line : lines.toList()) {
        String name = String.valueOf(line.getFileName());
        if (isLine(name)) {
          files.add(
              line(line.toString(), name, Files.readString(line, StandardCharsets.ISO_8859_1)));
        }
      }
    } catch (IOException e) {
      throw new ArchiveException("archive: " + manifest + " cannot be read (" + e + ")", e);
    }
    files.sort(ORDER);
    return new ClusterArchive(folder, files);
  }

  /**
   * Whether a file of the manifest has a line; what is still being written begins with a dot.
   *
   * @param name without its folder
   */
  public static boolean isLine(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ArchiveFile.LINE_ENDING) && !name.startsWith(".");
  }

  /**
   * The file of events that a line is about.
   *
   * @param path of the line's own file, for messages
   * @param name of that file
   * @throws ArchiveException when it is damaged
   */
  public static ArchiveFile line(String path, String name, String text) {
    try {
      ArchiveFile file = ArchiveFile.of(text.strip());
      if (!name.equals(file.name() + ArchiveFile.LINE_ENDING)) {
        throw new IllegalArgumentException("it is about " + file.name());
      }
      return file;
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(
          "archive: " + path + " is damaged (" + e.getMessage()
              + "); restore it from a copy, or delete it: then its events are no longer archived",
          e);
    }
  }

  @Override
  public List<ArchiveFile> files() {
    return files;
  }

  @Override
  public Path folder() {
    return folder;
  }
}
