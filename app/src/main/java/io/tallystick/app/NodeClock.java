package io.tallystick.app;

import io.tallystick.core.node.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What time it is for a node: that of the system, or that of a test. Thread-safe. */
final class NodeClock implements InstantSource {

  /** Names a file with the milliseconds that the clock is ahead; it may change at any time. */
  static final String OFFSET_FILE_PROPERTY = "tallystick.test.clock-offset-file";

  private static final Logger LOGGER = LoggerFactory.getLogger(NodeClock.class);
  private static final long READ_EVERY_NANOS = 20_000_000;

  private final Path offsetFile;
  private volatile long offsetMillis;
  private volatile long readAtNanos;

  private NodeClock(Path offsetFile) {
    this.offsetFile = offsetFile;
    offsetMillis = readOffset();
    readAtNanos = System.nanoTime();
  }

  /** The system's clock, unless a test wants another one. */
  static InstantSource ofThisProcess() {
    String offsetFile = System.getProperty(OFFSET_FILE_PROPERTY, "");
    if (offsetFile.isEmpty()) {
      return InstantSource.system();
    }
    LOGGER.warn(
        "{}",
        Notice.of("clock-of-test", OFFSET_FILE_PROPERTY + ": this node's clock is that of a test"));
    return new NodeClock(Path.of(offsetFile));
  }

  @Override
  public Instant instant() {
    if (System.nanoTime() - readAtNanos > READ_EVERY_NANOS) {
      refresh();
    }
    return Instant.ofEpochMilli(System.currentTimeMillis() + offsetMillis);
  }

  /** One thread at a time, or an older offset could replace a newer one. */
  private synchronized void refresh() {
    long now = System.nanoTime();
    if (now - readAtNanos > READ_EVERY_NANOS) {
      offsetMillis = readOffset();
      readAtNanos = now;
    }
  }

  private long readOffset() {
    try {
      return Long.parseLong(Files.readString(offsetFile).strip());
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
