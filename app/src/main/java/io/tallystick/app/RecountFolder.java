package io.tallystick.app;

import io.tallystick.archive.recount.WorkFolder;
import io.tallystick.core.node.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of the recounts of this process: several processes may run in one data folder. */
final class RecountFolder {

  private static final Logger LOGGER = LoggerFactory.getLogger(RecountFolder.class);
  private static final Pattern NAME = Pattern.compile("recount-([0-9]{1,18})");

  private RecountFolder() {}

  /** Where it is; those of processes that are no more, which may hold many files, are removed. */
  static Path below(Path data) {
    Path own = data.resolve("recount-" + ProcessHandle.current().pid());
    if (Files.isDirectory(data)) {
      try (Stream<Path> entries = Files.list(data)) {
        entries.filter(RecountFolder::isLeft).forEach(WorkFolder::remove);
      } catch (IOException | UncheckedIOException e) {
        LOGGER.warn(
            "{}",
            Notice.of("recount-left", "recount: what was left in " + data + " is not removed: " + e)
                .did("it takes room and does no harm")
                .with("folder", data.toString()));
      }
    }
    return own;
  }

  private static boolean isLeft(Path entry) {
    Matcher matcher = NAME.matcher(String.valueOf(entry.getFileName()));
    return matcher.matches()
        && Files.isDirectory(entry)
        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
  }
}
