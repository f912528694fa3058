package io.tallystick.archive.s3;

import io.tallystick.archive.parquet.ArchiveException;
import io.tallystick.archive.parquet.ArchivedEvents;
import io.tallystick.archive.parquet.ClusterArchive;
import io.tallystick.core.archive.ArchiveFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The archive of a cluster in S3, as it was when this was made. What is read of it is fetched into a
 * folder first. Used by one thread.
 */
public final class S3Archive implements ArchivedEvents {

  /*
   * DuckDB reads files and not S3, for which it would have to download a part of itself. The
   * manifest is an object for each file of events, and each takes a request, so they are asked for
   * by several threads; the lengths of all files come by listing them, a thousand with a request.
   */

  private static final int THREADS = 16;

  /** Objects that are waited for together. */
  private static final int CHUNK = 512;

  /** A line has about 80 bytes. */
  private static final long LINE_BYTES_MAX = 1_024;

  private final Path folder;
  private final S3Objects objects;
  private final ExecutorService threads;
  private final Map<String, Long> sizes = new HashMap<>();
  private final List<ArchiveFile> files = new ArrayList<>();

  /** What is wrong with files that were fetched; empty when nothing. */
  private final Map<ArchiveFile, String> fetched = new ConcurrentHashMap<>();

  private S3Archive(S3Settings settings, Path folder) {
    this.folder = folder;
    objects = new S3Objects(settings);
    threads = Executors.newFixedThreadPool(THREADS, work -> {
      Thread thread = new Thread(work, "archive-s3");
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Reads what there is now.
   *
   * @param folder for files that are fetched; whoever reads this removes it
   * @throws ArchiveException when a line is damaged, or the bucket cannot be read
   */
  public static S3Archive read(S3Settings settings, Path folder) {
    S3Archive archive = new S3Archive(settings, folder);
    try {
      archive.readLines();
      return archive;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  private void readLines() {
    List<String> lines = new ArrayList<>();
    objects.list(ArchiveFile.LINES + "/", (name, bytes) -> {
      if (ClusterArchive.isLine(lineName(name))) {
        if (bytes > LINE_BYTES_MAX) {
          throw new ArchiveException("archive: " + objects.url(name) + " is damaged (" + bytes
              + " bytes, expected: one line)");
        }
        lines.add(name);
      }
    });
    // a file is there before its line is
    objects.list(ArchiveFile.DAYS, sizes::put);
    files.addAll(each(lines, this::readLine, done -> {}));
    files.sort(ClusterArchive.ORDER);
  }

  private @Nullable ArchiveFile readLine(String name) {
    byte[] line = objects.read(name);
    // deleted meanwhile: then it is not part of the archive
    return line == null
        ? null
        : ClusterArchive.line(
            objects.url(name), lineName(name), new String(line, StandardCharsets.ISO_8859_1));
  }

  private static String lineName(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** What comes of each, without nulls, in order; {@code progress} hears how many are done. */
  private <I, O> List<O> each(
      Collection<I> all, Function<I, @Nullable O> work, LongConsumer progress) {
    List<O> results = new ArrayList<>();
    List<Future<@Nullable O>> chunk = new ArrayList<>();
    int left = all.size();
    for (I one : all) {
      chunk.add(threads.submit(() -> work.apply(one)));
      left--;
      if (chunk.size() == CHUNK || left == 0) {
        for (Future<@Nullable O> future : chunk) {
          O result = await(future);
          if (result != null) {
            results.add(result);
          }
        }
        chunk.clear();
        progress.accept(all.size() - left);
      }
    }
    return results;
  }

  private static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new ArchiveException("archive: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArchiveException("archive: interrupted while it was read", e);
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

  @Override
  public String name(ArchiveFile file) {
    return objects.url(file.path());
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public void fetch(Collection<ArchiveFile> wanted, LongConsumer progress) {
    List<ArchiveFile> missing = wanted.stream()
        .filter(file -> !fetched.containsKey(file) && listed(file) == null)
        .toList();
    if (missing.isEmpty()) {
      return;
    }
    requireSpace(missing);
    each(
        missing,
        file -> {
          fetched.put(file, Objects.requireNonNullElse(fetched(file), ""));
          return null;
        },
        progress);
  }

  private void requireSpace(List<ArchiveFile> wanted) {
    long bytes = wanted.stream().mapToLong(ArchiveFile::bytes).sum();
    try {
      Files.createDirectories(folder);
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (bytes > usable / 2) {
        throw new ArchiveException("recount: " + wanted.size() + " files of the archive need "
            + bytes + " bytes in " + folder + " (expected: at most half of the " + usable
            + " that are free); recount a range of time, or put data.directory where there is more"
            + " room");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + folder + " cannot be used", e);
    }
  }

  /** What is wrong with a file by its length; null when nothing is. */
  private @Nullable String listed(ArchiveFile file) {
    Long bytes = sizes.get(file.path());
    if (bytes == null) {
      return missing(file);
    }
    return bytes == file.bytes()
        ? null
        : name(file) + ": " + bytes + " bytes (expected: " + file.bytes() + ")";
  }

  private String missing(ArchiveFile file) {
    return name(file) + ": missing (expected: " + file.rows() + " events)";
  }

  private @Nullable String fetched(ArchiveFile file) {
    Path path = path(file);
    if (!objects.fetch(file.path(), path)) {
      return missing(file);
    }
    try {
      return Files.size(path) == file.bytes() && ArchivedEvents.checksum(path) == file.crc32c()
          ? null
          : name(file) + ": damaged (expected: the checksum in the manifest)";
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + path + " cannot be read", e);
    }
  }

  @Override
  public @Nullable String problem(ArchiveFile file, boolean contents) {
    String problem = listed(file);
    if (problem == null && contents) {
      fetch(List.of(file), done -> {});
      problem = fetched.get(file);
    }
    return problem == null || problem.isEmpty() ? null : problem;
  }

  @Override
  public void release(ArchiveFile file) {
    try {
      Files.deleteIfExists(path(file));
      fetched.remove(file);
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + path(file) + " cannot be removed", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    objects.close();
  }
}
