package io.tallystick.testkit.dedup;

import io.tallystick.core.dedup.CorruptRunException;
import io.tallystick.core.dedup.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Runs in memory, refusing whatever any medium might refuse: overlapping or missing bytes, writes
 * after the end, deleting what is not there. The bytes of a deleted run turn to garbage, so that
 * whoever still reads them is found out.
 */
public final class StrictRunStore implements RunStore {

  private static final byte GARBAGE = (byte) 0xa5;

  private final Map<Long, byte[]> committed = new HashMap<>();
  private final Set<Long> unfinished = new HashSet<>();
  private BooleanSupplier failing = () -> false;
  private long writtenBytes;

  /** From now on each write and commit asks whether it is to fail. */
  public void failWhen(BooleanSupplier failing) {
    this.failing = failing;
  }

  /** Numbers of the committed runs. */
  public Set<Long> runs() {
    return new TreeSet<>(committed.keySet());
  }

  /** Bytes of all outputs so far. */
  public long writtenBytes() {
    return writtenBytes;
  }

  @Override
  public Output create(long run) {
    require(!committed.containsKey(run), run, "was committed before");
    require(unfinished.add(run), run, "is being written already");
    return new StrictOutput(run);
  }

  @Override
  public ByteBuffer open(long run) {
    byte[] bytes = committed.get(run);
    if (bytes == null) {
      throw new CorruptRunException(describe(run), "missing (expected: a committed run)");
    }
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void delete(long run) {
    byte[] bytes = committed.remove(run);
    if (bytes == null) {
      throw new IllegalStateException("run " + run + ": is not there to be deleted");
    }
    Arrays.fill(bytes, GARBAGE);
  }

  @Override
  public void retainOnly(Set<Long> runs) {
    unfinished.clear();
    for (long run : runs()) {
      if (!runs.contains(run)) {
        delete(run);
      }
    }
  }

  @Override
  public String describe(long run) {
    return "memory/run-" + run;
  }

  private void mayFail() {
    if (failing.getAsBoolean()) {
      throw new UncheckedIOException(new IOException("this operation was to fail"));
    }
  }

  private static void require(boolean met, long run, String problem) {
    if (!met) {
      throw new IllegalStateException("run " + run + ": " + problem);
    }
  }

  private final class StrictOutput implements Output {
    private final long run;
    private final BitSet written = new BitSet();
    private byte[] bytes = {};
    private boolean ended;

    StrictOutput(long run) {
      this.run = run;
    }

    @Override
    public void write(long position, ByteBuffer from) {
      require(!ended && unfinished.contains(run), run, "is not being written");
      mayFail();
      int begin = Math.toIntExact(position);
      int end = begin + from.remaining();
      require(written.nextSetBit(begin) < 0 || written.nextSetBit(begin) >= end, run, "overlaps");
      written.set(begin, end);
      writtenBytes += end - begin;
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, end);
      }
      from.get(bytes, begin, end - begin);
    }

    @Override
    public void commit() {
      require(!ended && unfinished.contains(run), run, "is not being written");
      require(written.cardinality() == bytes.length, run, "has a gap");
      mayFail();
      ended = true;
      unfinished.remove(run);
      committed.put(run, bytes);
    }

    @Override
    public void abandon() {
      require(!ended && unfinished.contains(run), run, "is not being written");
      ended = true;
      unfinished.remove(run);
    }
  }
}
