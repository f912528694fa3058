package io.tallystick.core.dedup;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Port: where the runs of one partition are kept. A run is a file of immutable bytes with a number.
 * Owned by one thread.
 *
 * <p>Every method throws {@link java.io.UncheckedIOException} when the medium fails.
 *
 * <p>Does not: know what is in a run, cache, or decide when one may go.
 */
public interface RunStore {

  /**
   * Begins a run. It does not exist for {@link #open} before {@link Output#commit}.
   *
   * @throws IllegalStateException when a run of this number was committed before
   */
  Output create(long run);

  /**
   * All bytes of a committed run, read-only and little-endian, from position 0 to the limit. The
   * buffer must not be read once the run has been deleted; reading it then is undefined.
   *
   * @throws CorruptRunException when there is no such run
   */
  ByteBuffer open(long run);

  /** Removes a committed run and gives back its space. After a crash it may still be there. */
  void delete(long run);

  /** Removes every run but these, and whatever unfinished outputs a crash left behind. */
  void retainOnly(Set<Long> runs);

  /** What an operator would look for, such as the path of the file. */
  String describe(long run);

  /**
   * Bytes on their way into a run. Ends with {@link #commit}, or with {@link #abandon}, which may
   * also follow a commit that failed.
   */
  interface Output {

    /**
     * Writes the remaining bytes of {@code bytes} at {@code position}. Every position up to the
     * largest is written once, in any order.
     */
    void write(long position, ByteBuffer bytes);

    /** Returns when the bytes are durable and the run is there for {@link RunStore#open}. */
    void commit();

    /** Gives up; nothing remains. */
    void abandon();
  }
}
