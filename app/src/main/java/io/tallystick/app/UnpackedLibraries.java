package io.tallystick.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native libraries that nodes unpack into the temporary folder at their start. */
final class UnpackedLibraries {

  /*
   * A process that ends removes its own; one that is killed cannot, and leaves 90 MB. A library that
   * another node has loaded may be deleted, too: the system keeps it until that node ends. Only
   * between unpacking and loading, which takes a moment, it has to be there.
   */

  /** No node takes so long from unpacking a library to loading it. */
  static final Duration AGE_MIN = Duration.ofMinutes(10);

  private static final Logger LOGGER = LoggerFactory.getLogger(UnpackedLibraries.class);
  private static final Pattern NAME = Pattern.compile(
      "lib(rocksdbjni|duckdb_java|zstd-jni)[^/]*\\d{6,}[^/]*\\.(so|dylib|jnilib|dll)");

  private UnpackedLibraries() {}

  /**
   * Removes from {@code folder} what nodes that were killed have left there before {@code now}. What
   * cannot be removed, because it is another user's, stays.
   *
   * @return how many files it removed
   */
  static int removeLeftovers(Path folder, Instant now) {
    int removed = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "lib*")) {
      for (Path file : files) {
        if (NAME.matcher(String.valueOf(file.getFileName())).matches()
            && removeIfOld(file, now.minus(AGE_MIN))) {
          removed++;
        }
      }
    } catch (IOException e) {
      LOGGER.debug("temporary folder {} cannot be looked through", folder, e);
    }
    return removed;
  }

  private static boolean removeIfOld(Path file, Instant oldBefore) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file).toInstant().isBefore(oldBefore)
          && Files.deleteIfExists(file);
    } catch (IOException e) {
      LOGGER.debug("{} cannot be removed", file, e);
      return false;
    }
  }
}
